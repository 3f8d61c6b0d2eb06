mod merge;
mod resources;

pub use self::merge::{absorb, give_back};
pub use self::resources::{
    add_photo, archive_resource, create_resource, insert_resources, remove_photo, restore_resource,
    set_extras, update_resource,
};
