//! The pages' words, templates and built files are embedded: a change of any of them is a
//! change of the program.

fn main() {
    for folder in ["dist", "locales", "pages"] {
        println!("cargo:rerun-if-changed=../web/{folder}");
    }
}
