use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{Category, LegalForm, Scheme, Territory, Theme};
use crate::api::{GeoPoint, fail, first_of};
use crate::app::App;
use crate::base::words::{Lang, Words};

/// The text in the asker's language.
pub fn in_words(ctx: &Context<'_>, fr: &str, en: &str) -> String {
    if ctx.data_unchecked::<Words>().lang == Lang::En { en } else { fr }.to_owned()
}

#[derive(Default)]
pub struct ReferenceQuery;

#[Object]
impl ReferenceQuery {
    /// Territories by the beginning of a word of their name, or of a postal code.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn territories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far, or a code.")] search: String,
        #[graphql(default = 10, desc = "At most 100.")] first: i32,
    ) -> Result<Vec<TerritoryNode>> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let reference = ctx.data_unchecked::<App>().reference.get();
        Ok(reference.territories.search(&search, first).into_iter().cloned().map(TerritoryNode).collect())
    }

    /// Purchase categories (CPV) by the beginnings of words of their label, or of their code.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn categories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far, or the beginning of a code.")] search: String,
        #[graphql(default = 10, desc = "At most 100.")] first: i32,
    ) -> Result<Vec<CategoryNode>> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let reference = ctx.data_unchecked::<App>().reference.get();
        let lang = ctx.data_unchecked::<Words>().lang;
        Ok(reference.search_categories(&search, lang, first).into_iter().cloned().map(CategoryNode).collect())
    }

    /// The national taxonomy of themes: each theme before its subthemes.
    async fn themes(&self, ctx: &Context<'_>) -> Vec<ThemeNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.themes.iter().cloned().map(ThemeNode).collect()
    }

    /// The catalogue of guarantee schemes.
    async fn guarantee_schemes(&self, ctx: &Context<'_>) -> Vec<SchemeNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.schemes.iter().cloned().map(SchemeNode).collect()
    }
}

/// A commune, EPCI, département, région or the country.
pub struct TerritoryNode(pub Territory);

/// A commune, EPCI, département, région or the country.
#[Object(name = "Territory")]
impl TerritoryNode {
    /// The code, as filters take it: `commune:35238`.
    async fn id(&self) -> ID {
        ID(self.0.code.to_string())
    }

    /// The code, as filters take it: `commune:35238`.
    async fn code(&self) -> String {
        self.0.code.to_string()
    }

    /// `country`, `region`, `departement`, `epci` or `commune`.
    async fn kind(&self) -> &str {
        self.0.code.kind().as_str()
    }

    /// Its official name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its name, told apart from others of that name: `Saint-Denis (93)`.
    async fn label(&self) -> String {
        let code = self.0.code.as_str();
        let departement = self.0.departement.as_deref().unwrap_or(code);
        match departement.strip_prefix("departement:") {
            Some(code) => format!("{} ({code})", self.0.name),
            None => self.0.name.clone(),
        }
    }

    /// The département that holds it.
    async fn departement(&self) -> Option<&str> {
        self.0.departement.as_deref()
    }

    /// The région that holds it.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The EPCI it belongs to (communes).
    async fn epci(&self) -> Option<&str> {
        self.0.epci.as_deref()
    }

    /// Inhabitants (communes).
    async fn population(&self) -> Option<u32> {
        self.0.population
    }

    /// The town hall (communes).
    async fn point(&self) -> Option<GeoPoint> {
        self.0.point.map(|p| GeoPoint { latitude: p.latitude(), longitude: p.longitude() })
    }
}

/// An entry of the Common Procurement Vocabulary (CPV 2008).
pub struct CategoryNode(pub Category);

/// An entry of the Common Procurement Vocabulary (CPV 2008).
#[Object(name = "Category")]
impl CategoryNode {
    /// The CPV code.
    async fn id(&self) -> ID {
        ID(self.0.code.clone())
    }

    /// Eight digits.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The official wording.
    async fn label(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.label_fr, &self.0.label_en)
    }

    /// Whether it is one of the social services of article L2113-15.
    async fn social_service(&self) -> bool {
        self.0.social_service
    }
}

/// A theme of the national taxonomy.
pub struct ThemeNode(pub Theme);

/// A theme of the national taxonomy.
#[Object(name = "Theme")]
impl ThemeNode {
    /// The code.
    async fn id(&self) -> ID {
        ID(self.0.code.clone())
    }

    /// The code, as filters take it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The theme it is part of.
    async fn parent(&self) -> Option<&str> {
        self.0.parent.as_deref()
    }

    /// Its name.
    async fn label(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.label_fr, &self.0.label_en)
    }

    /// What it covers.
    async fn description(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.description_fr, &self.0.description_en)
    }
}

/// A scheme under which guarantees are held.
pub struct SchemeNode(pub Scheme);

/// A scheme under which guarantees are held.
#[Object(name = "GuaranteeScheme")]
impl SchemeNode {
    /// The code.
    async fn id(&self) -> ID {
        ID(self.0.code.clone())
    }

    /// The code, as filters take it.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// `status`, `agreement`, `label`, `certification`, `participatory`, `grid` or `charter`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// Its name.
    async fn name(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.name_fr, &self.0.name_en)
    }

    /// Who grants it.
    async fn issuer(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.issuer_fr, &self.0.issuer_en)
    }

    /// `social`, `environment`, `governance`, `local`, `fair-trade`, `quality`.
    async fn subjects(&self) -> &[String] {
        &self.0.subjects
    }

    /// What proves it.
    async fn proof(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.proof_fr, &self.0.proof_en)
    }

    /// Months a grant holds; null when it has no end, or when that isn't known (see `uncertain`).
    async fn holds_months(&self) -> Option<i32> {
        self.0.holds_months
    }

    /// What is to be known of its duration.
    async fn holds_note(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.holds_note_fr, &self.0.holds_note_en)
    }

    /// Its public register.
    async fn register_url(&self) -> Option<&str> {
        self.0.register_url.as_deref()
    }

    /// Whether a public register exists: `yes`, `partial`, `no` or `unknown`.
    async fn register(&self) -> &str {
        &self.0.register
    }

    /// The grounds for reserving a contract that it may open.
    async fn grounds(&self) -> Vec<ReservedGround> {
        self.0.grounds.iter().filter_map(|code| ReservedGround::named(code)).collect()
    }

    /// The legal text.
    async fn legal_source(&self) -> &str {
        &self.0.legal_source
    }

    /// What it is worth, and what it doesn't say.
    async fn description(&self, ctx: &Context<'_>) -> String {
        in_words(ctx, &self.0.description_fr, &self.0.description_en)
    }

    /// The day its facts were last checked against a source; null when nobody has.
    async fn checked(&self) -> Option<chrono::NaiveDate> {
        self.0.checked
    }

    /// The names of what nobody has confirmed.
    async fn uncertain(&self) -> &[String] {
        &self.0.uncertain
    }
}

/// A ground of the Code de la commande publique for reserving a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum ReservedGround {
    /// Article L2113-12: adapted enterprises and ESAT.
    Disability,
    /// Article L2113-13: insertion structures.
    Insertion,
    /// Article L2113-15: ESS enterprises, for listed social services.
    Ess,
}

impl ReservedGround {
    fn named(code: &str) -> Option<Self> {
        match code {
            "DISABILITY" => Some(ReservedGround::Disability),
            "INSERTION" => Some(ReservedGround::Insertion),
            "ESS" => Some(ReservedGround::Ess),
            _ => None,
        }
    }
}

/// The legal form of an organisation.
#[derive(SimpleObject)]
#[graphql(name = "LegalForm")]
pub struct LegalFormNode {
    /// The code, as filters take it.
    pub code: String,
    /// Its name.
    pub label: String,
    /// `ess-by-law`, `company`, `public` or `informal`.
    pub family: String,
}

impl LegalFormNode {
    pub fn new(ctx: &Context<'_>, form: &LegalForm) -> Self {
        LegalFormNode {
            code: form.code.clone(),
            label: in_words(ctx, &form.label_fr, &form.label_en),
            family: form.family.clone(),
        }
    }
}
