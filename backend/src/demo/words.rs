//! The word tables beside this file, read once. They are ours and tested: a row that can't
//! be read is left out rather than stopping the program.

use std::collections::HashMap;
use std::sync::LazyLock;

use csv::StringRecord;

pub struct Trade {
    pub code: String,
    /// How often it is drawn; none: only when asked for.
    pub weight: u32,
    pub naf: Vec<String>,
    pub forms: Vec<String>,
    pub statuses: Vec<String>,
    pub labels: Vec<String>,
    pub themes: Vec<String>,
    /// `country`, `region`, `departements`, `departement`, `epci` or `radius:km`.
    pub areas: Vec<String>,
    pub names: Vec<String>,
    pub what: Vec<Sentence>,
    pub how: Vec<Sentence>,
    pub products: Vec<Offer>,
}

/// A sentence that may hold only for some legal forms or statuses: `[scop ei]Text`.
pub struct Sentence {
    pub only: Vec<String>,
    pub text: String,
}

/// A product before it has a price.
pub struct Offer {
    /// Sold only there; empty: anywhere.
    pub region: String,
    pub name: String,
    pub description: String,
    pub nature: String,
    pub category: String,
    pub unit: Option<String>,
    /// Lowest and highest, in cents; none means on quotation.
    pub price: Option<(i64, i64)>,
    pub minimum_order: Option<String>,
    pub packaging: Option<String>,
    pub seasonality: Option<String>,
    pub delivery: Option<String>,
    /// Lowest and highest per month, and of what.
    pub capacity: Option<(u32, u32, String)>,
    pub lead_days: (i32, i32),
    pub area: Option<String>,
}

pub struct Scheme {
    pub code: String,
    pub kind: String,
    pub holds_months: Option<u32>,
    pub has_register: bool,
    pub register_url: Option<String>,
    /// How lists of suppliers name it.
    pub list_code: Option<String>,
}

pub struct Currency {
    pub code: String,
    pub territories: Vec<String>,
}

pub struct Words {
    pub trades: Vec<Trade>,
    /// `words.csv` by kind, then by key: a région, a legal form or nothing.
    words: HashMap<String, HashMap<String, Vec<String>>>,
    pub schemes: Vec<Scheme>,
    pub currencies: Vec<Currency>,
}

pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let offers: Vec<(String, Offer)> = rows(include_str!("data/products.csv"), offer);
    let mut trades = rows(include_str!("data/trades.csv"), trade);
    for (code, offer) in offers {
        if let Some(trade) = trades.iter_mut().find(|t| t.code == code) {
            trade.products.push(offer);
        }
    }
    let mut words: HashMap<String, HashMap<String, Vec<String>>> = HashMap::new();
    let lines = rows(include_str!("data/words.csv"), |row| {
        Some((row.text("kind"), row.text("key"), row.text("text")))
    });
    for (kind, key, text) in lines {
        words.entry(kind).or_default().entry(key).or_default().push(text);
    }
    Words {
        trades,
        words,
        schemes: rows(include_str!("../reference/data/schemes.csv"), |row| {
            Some(Scheme {
                code: row.text("code"),
                kind: row.text("kind"),
                holds_months: row.get("holds_months").parse().ok(),
                has_register: row.get("register") == "yes",
                register_url: row.some("register_url"),
                list_code: row.list("list_codes", ' ').into_iter().next(),
            })
        }),
        currencies: rows(include_str!("../reference/data/currencies.csv"), |row| {
            Some(Currency { code: row.text("code"), territories: row.list("territory", ' ') })
        }),
    }
});

impl Words {
    /// The words of a kind under exactly this key.
    pub fn of(&self, kind: &str, key: &str) -> &[String] {
        self.words.get(kind).and_then(|keys| keys.get(key)).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn scheme(&self, code: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|s| s.code == code)
    }

    pub fn trade(&self, code: &str) -> Option<&Trade> {
        self.trades.iter().find(|t| t.code == code)
    }
}

fn trade(row: &Row) -> Option<Trade> {
    let sentences = |column| row.list(column, '|').into_iter().map(sentence).collect();
    Some(Trade {
        code: row.text("code"),
        weight: row.get("weight").parse().ok()?,
        naf: row.list("naf", '|'),
        forms: row.list("forms", ' '),
        statuses: row.list("statuses", ' '),
        labels: row.list("labels", ' '),
        themes: row.list("themes", ' '),
        areas: row.list("area", ' '),
        names: row.list("names", '|'),
        what: sentences("what"),
        how: sentences("how"),
        products: Vec::new(),
    })
}

fn sentence(text: String) -> Sentence {
    match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((only, text)) => Sentence { only: only.split(' ').map(Into::into).collect(), text: text.into() },
        None => Sentence { only: Vec::new(), text },
    }
}

fn offer(row: &Row) -> Option<(String, Offer)> {
    let cents = |column| row.get(column).parse::<f64>().ok().map(|euros| (euros * 100.0).round() as i64);
    let capacity = row.get("capacity").split_once([' ', '\u{a0}']).and_then(|(range, unit)| {
        let (low, high) = range.split_once('-')?;
        Some((low.parse().ok()?, high.parse().ok()?, unit.to_owned()))
    });
    let offer = Offer {
        region: row.text("region"),
        name: row.text("name"),
        description: row.text("description"),
        nature: row.text("nature"),
        category: row.text("cpv"),
        unit: row.some("unit"),
        price: cents("min").zip(cents("max")),
        minimum_order: row.some("minimum"),
        packaging: row.some("packaging"),
        seasonality: row.some("season"),
        delivery: row.some("delivery"),
        capacity,
        lead_days: (row.get("lead_min").parse().ok()?, row.get("lead_max").parse().ok()?),
        area: row.some("area"),
    };
    Some((row.text("trade"), offer))
}

struct Row<'a> {
    header: &'a StringRecord,
    cells: StringRecord,
}

impl Row<'_> {
    fn get(&self, column: &str) -> &str {
        let place = self.header.iter().position(|name| name == column);
        place.and_then(|i| self.cells.get(i)).unwrap_or_default()
    }

    fn text(&self, column: &str) -> String {
        self.get(column).to_owned()
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn list(&self, column: &str, between: char) -> Vec<String> {
        self.get(column).split(between).filter(|part| !part.is_empty()).map(Into::into).collect()
    }
}

fn rows<T>(text: &str, read: impl Fn(&Row) -> Option<T>) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let Ok(header) = reader.headers().cloned() else { return Vec::new() };
    reader.records().filter_map(|cells| read(&Row { header: &header, cells: cells.ok()? })).collect()
}
