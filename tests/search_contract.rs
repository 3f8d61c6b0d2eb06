//! What every search engine must answer: each test takes a function that gives an empty engine, ready to be written
//! to, with `SYNONYMS`. Exact sets, totals, facets, typos and orders; what is each engine's own (scores) isn't here.

#![allow(clippy::unwrap_used)]

// Makes a test of each: see `embedded.rs`.
macro_rules! every_contract_test {
    ($engine:ident) => {
        $engine!(accents_case_and_elision_make_no_difference);
        $engine!(number_and_gender_of_a_word_make_no_difference);
        $engine!(a_word_with_its_ending_is_no_beginning_of_another);
        $engine!(a_typo_is_forgiven_by_the_length_of_the_word);
        $engine!(only_the_last_word_may_be_unfinished);
        $engine!(all_words_must_be_found);
        $engine!(synonyms_are_found_as_words_and_as_phrases);
        $engine!(the_word_itself_comes_before_its_synonyms);
        $engine!(names_come_before_products_before_labels_before_descriptions);
        $engine!(a_text_without_words_matches_everything);
        $engine!(hostile_texts_are_only_words);
        $engine!(values_of_a_filter_are_alternatives_and_filters_add_up);
        $engine!(a_filter_without_values_matches_nothing);
        $engine!(a_category_is_found_by_its_beginning);
        $engine!(facets_count_exactly_and_ignore_their_own_choice);
        $engine!(several_guarantees_must_all_be_held_and_their_facet_ignores_them);
        $engine!(the_territories_facet_ignores_the_territory_served);
        $engine!(a_facet_gives_its_most_frequent_values);
        $engine!(who_serves_all_of_a_territory_comes_before_who_serves_part);
        $engine!(how_well_words_are_met_comes_before_how_much_is_served);
        $engine!(a_circle_includes_its_edge_and_nothing_beyond);
        $engine!(a_lead_time_that_is_not_said_does_not_match);
        $engine!(all_that_match_are_named_in_the_order_of_their_ids);
        $engine!(clusters_hold_every_match_within_the_bounds_once);
        $engine!(a_map_never_has_too_many_clusters);
        $engine!(the_extent_holds_every_match_however_many_and_no_more);
        $engine!(distances_rise_and_need_a_circle);
        $engine!(names_sort_without_accents_or_case);
        $engine!(the_last_updated_comes_first);
        $engine!(pages_of_every_sort_hold_each_document_once);
        $engine!(a_mark_of_another_sort_is_refused);
        $engine!(no_hits_may_be_asked_for_and_the_total_stays);
        $engine!(an_updated_document_is_found_by_its_new_words_alone);
        $engine!(a_deleted_document_is_gone);
        $engine!(nothing_is_seen_before_its_commit_which_keeps_its_event);
        $engine!(searches_go_on_during_a_rebuild);
        $engine!(a_rebuild_changes_the_generation_and_forgets_what_it_was_not_given);
        $engine!(resources_are_found_by_their_words_and_by_words_with_typos);
        $engine!(suppliers_know_nothing_of_resources);
        $engine!(direction_kind_price_and_accessibility_are_compared_and_counted);
        $engine!(what_one_organisation_shares_is_found_by_its_number);
        $engine!(resources_are_where_they_are_and_where_they_come);
        $engine!(a_circle_is_wider_by_how_far_a_resource_comes);
        $engine!(numbers_are_bounded_and_what_says_none_is_not_found);
        $engine!(all_bounds_of_one_alternative_hold);
        $engine!(a_day_outside_of_its_validity_finds_nothing);
        $engine!(all_hours_must_be_open_and_none_closed);
        $engine!(a_part_of_a_day_is_open_by_its_week_or_its_date_on_its_own_clocks);
        $engine!(what_is_excepted_is_neither_found_nor_counted);
        $engine!(pages_of_resources_hold_each_once_in_their_order);
        $engine!(a_deleted_resource_is_gone_and_a_rebuild_holds_both);
    };
}

mod conditions;
mod documents;
mod embedded;
mod meilisearch;
mod order;
mod resources;
mod words;

use conditions::*;
use order::*;
use resources::*;
use words::*;
