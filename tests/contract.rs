//! The published contract: the schema as committed, its descriptions, the names that are
//! promised, the settings.

use std::collections::BTreeMap;

use backend::api;
use bdis_tests::project;
use serde_json::Value;

/// What `3-contract.md` of the design fixes and this version has: arguments with their types
/// and defaults, in GraphQL's own words.
const PROMISED: &[&str] = &[
    "Query.suppliers(filter: SupplierFilter, sort: SupplierSort, first: Int! = 20, after: String): SupplierConnection!",
    "Query.supplier(slug: String!): Supplier",
    "Query.guaranteeSchemes: [GuaranteeScheme!]!",
    "Query.territories(search: String!, first: Int! = 10): [Territory!]!",
    "Query.categories(search: String!, first: Int! = 10): [Category!]!",
    "Query.themes: [Theme!]!",
    "Query.viewer: Viewer",
    "Mutation.signUp(input: SignUpInput!): SignUpPayload!",
    "Mutation.signIn(input: SignInInput!): SignInPayload!",
    "Mutation.signOut: Boolean!",
    "SignInInput.email: String!",
    "SignInInput.password: String!",
    "SignInInput.code: String",
    "SignInPayload.token: String!",
    "SignInPayload.viewer: Viewer!",
    "SupplierFilter.text: String",
    "SupplierFilter.territories: [String!]",
    "SupplierFilter.located: [String!]",
    "SupplierFilter.near: GeoCircle",
    "SupplierFilter.themes: [String!]",
    "SupplierFilter.categories: [String!]",
    "SupplierFilter.currencies: [String!]",
    "SupplierFilter.guarantees: [String!]",
    "SupplierFilter.minLevel: GuaranteeLevel",
    "SupplierFilter.peerReviewed: Boolean",
    "SupplierFilter.reservedGrounds: [ReservedGround!]",
    "SupplierFilter.legalForms: [String!]",
    "SupplierFilter.networks: [String!]",
    "SupplierFilter.maxLeadTimeDays: Int",
    "GeoCircle.latitude: Float!",
    "GeoCircle.longitude: Float!",
    "GeoCircle.radiusKm: Float!",
    "SupplierConnection.totalCount: Int!",
    "SupplierConnection.nodes: [Supplier!]!",
    "SupplierConnection.edges: [SupplierEdge!]!",
    "SupplierConnection.pageInfo: PageInfo!",
    "SupplierConnection.facets(first: Int! = 20): SupplierFacets!",
    "SupplierConnection.clusters(zoom: Int!, bounds: GeoBounds!): [MapCluster!]!",
    "SupplierFacets.territories: [FacetValue!]!",
    "SupplierFacets.themes: [FacetValue!]!",
    "SupplierFacets.categories: [FacetValue!]!",
    "SupplierFacets.guarantees: [FacetValue!]!",
    "SupplierFacets.legalForms: [FacetValue!]!",
    "SupplierFacets.networks: [FacetValue!]!",
    "FacetValue.value: String!",
    "FacetValue.label: String!",
    "FacetValue.count: Int!",
    "MapCluster.latitude: Float!",
    "MapCluster.longitude: Float!",
    "MapCluster.count: Int!",
    "MapCluster.supplier: Supplier",
    "SupplierEdge.node: Supplier!",
    "SupplierEdge.cursor: String!",
    "Money.amountCents: Int!",
    "Money.currency: String!",
    "GuaranteeLevel.DECLARED",
    "GuaranteeLevel.EVIDENCE_CHECKED",
    "GuaranteeLevel.REGISTER_CHECKED",
    "ReservedGround.DISABILITY",
    "ReservedGround.INSERTION",
    "ReservedGround.ESS",
    "SupplierSort.RELEVANCE",
    "SupplierSort.DISTANCE",
    "SupplierSort.NAME",
    "SupplierSort.RECENTLY_UPDATED",
];

#[test]
fn the_schema_is_the_published_contract() {
    let path = project().join("schema/schema.graphql");
    let sdl = api::sdl();
    if std::env::var_os("UPDATE_CONTRACT").is_some() {
        std::fs::write(&path, &sdl).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == sdl,
        "schema/schema.graphql and the code differ. When the change is meant: UPDATE_CONTRACT=1, run again, commit."
    );
}

const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

/// All types of the schema, by introspection.
async fn types() -> Vec<Value> {
    let of = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
    let input = format!("name description defaultValue type {{ {of} }}");
    let query = format!(
        "{{ __schema {{ types {{ kind name description
            fields(includeDeprecated: true) {{ name description args {{ {input} }} type {{ {of} }} }}
            inputFields {{ {input} }} enumValues(includeDeprecated: true) {{ name description }} }} }} }}"
    );
    let answer = api::schema().execute(query).await;
    assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    let data = serde_json::to_value(answer.data).unwrap();
    let types = data["__schema"]["types"].as_array().unwrap().clone();
    let own = |one: &Value| !text(&one["name"]).starts_with("__") && !BUILT_IN.contains(&text(&one["name"]));
    types.into_iter().filter(own).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn written(of: &Value) -> String {
    match text(&of["kind"]) {
        "NON_NULL" => format!("{}!", written(&of["ofType"])),
        "LIST" => format!("[{}]", written(&of["ofType"])),
        _ => text(&of["name"]).to_owned(),
    }
}

fn each<'a>(of: &'a Value, what: &str) -> impl Iterator<Item = &'a Value> {
    of[what].as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

#[tokio::test]
async fn the_names_promised_are_there_with_their_arguments() {
    let mut found = Vec::new();
    for of in types().await {
        let name = text(&of["name"]).to_owned();
        for field in each(&of, "fields") {
            let argument = |one: &Value| {
                let default =
                    one["defaultValue"].as_str().map(|value| format!(" = {value}")).unwrap_or_default();
                format!("{}: {}{default}", text(&one["name"]), written(&one["type"]))
            };
            let arguments: Vec<String> = each(field, "args").map(argument).collect();
            let arguments =
                if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
            found.push(format!("{name}.{}{arguments}: {}", text(&field["name"]), written(&field["type"])));
        }
        for field in each(&of, "inputFields") {
            found.push(format!("{name}.{}: {}", text(&field["name"]), written(&field["type"])));
        }
        found.extend(each(&of, "enumValues").map(|value| format!("{name}.{}", text(&value["name"]))));
    }
    let missing: Vec<_> =
        PROMISED.iter().filter(|promised| !found.contains(&(**promised).to_owned())).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn every_type_field_argument_and_value_is_described() {
    let mut silent = Vec::new();
    let mut check = |path: String, of: &Value| {
        if text(&of["description"]).trim().is_empty() {
            silent.push(path);
        }
    };
    for of in types().await {
        let name = text(&of["name"]);
        check(name.to_owned(), &of);
        for what in ["fields", "inputFields", "enumValues"] {
            for one in each(&of, what) {
                let path = format!("{name}.{}", text(&one["name"]));
                each(one, "args").for_each(|arg| check(format!("{path}({})", text(&arg["name"])), arg));
                check(path, one);
            }
        }
    }
    assert!(silent.is_empty(), "not described: {silent:#?}");
}

#[tokio::test]
async fn names_are_written_as_graphql_writes_them() {
    for of in types().await {
        for field in each(&of, "fields").chain(each(&of, "inputFields")) {
            let name = text(&field["name"]);
            assert!(name.starts_with(|c: char| c.is_ascii_lowercase()) && !name.contains('_'), "{name}");
        }
        for value in each(&of, "enumValues") {
            let name = text(&value["name"]);
            assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '_'), "{name}");
        }
    }
}

#[test]
fn every_code_an_error_may_have_is_of_the_closed_list() {
    let source = std::fs::read_to_string(project().join("backend/src/api/errors.rs")).unwrap();
    let closed = [
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "NOT_FOUND",
        "INVALID",
        "CONFLICT",
        "RATE_LIMITED",
        "TOO_COMPLEX",
        "UNAVAILABLE",
        "INTERNAL",
    ];
    let mut codes = 0;
    for line in source.lines().filter(|line| line.trim_start().starts_with("pub const")) {
        let code = line.split('"').nth(1).unwrap();
        assert!(closed.contains(&code), "{code}");
        codes += 1;
    }
    assert!(codes >= 6);
}

#[test]
fn the_settings_promised_are_listed_with_their_defaults() {
    let listed: BTreeMap<&str, &str> =
        backend::settings::SETTINGS.iter().map(|(name, default, _)| (*name, *default)).collect();
    for (name, default) in [
        ("DATA_DIR", "data"),
        ("PUBLIC_URL", "http://localhost:8080"),
        ("LISTEN", "127.0.0.1:8080"),
        ("LOG_FORMAT", "text"),
    ] {
        assert_eq!(listed.get(name), Some(&default), "{name}");
    }
    let others = ["DATABASE_URL", "SOURCE_URL", "LOG", "SMTP_URL", "MAIL_FROM", "TRUSTED_PROXIES"];
    assert!(others.iter().all(|name| listed.contains_key(name)));
    let read =
        |file: &str| std::fs::read_to_string(project().join("backend/src/settings").join(file)).unwrap();
    let source = read("mod.rs") + &read("mail.rs");
    for (name, _, meaning) in backend::settings::SETTINGS {
        assert!(!meaning.is_empty() && source.matches(&format!("\"{name}\"")).count() >= 2, "{name} is read");
    }
}

#[tokio::test]
async fn every_query_and_mutation_stands_in_the_table_of_rights() {
    let mut fields: Vec<String> = Vec::new();
    for of in types().await {
        let name = text(&of["name"]);
        if matches!(name, "Query" | "Mutation") {
            fields.extend(each(&of, "fields").map(|field| format!("{name}.{}", text(&field["name"]))));
        }
    }
    let mut table: Vec<String> = backend::rights::RIGHTS
        .iter()
        .map(|right| right.field.to_owned())
        .filter(|field| !field.is_empty())
        .collect();
    fields.sort();
    table.sort();
    assert_eq!(fields, table);
}
