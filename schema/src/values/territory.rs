use super::{ValueError, text_value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerritoryKind {
    Country,
    Region,
    Departement,
    Epci,
    Commune,
}

impl TerritoryKind {
    pub const ALL: [Self; 5] = [Self::Country, Self::Region, Self::Departement, Self::Epci, Self::Commune];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::Departement => "departement",
            Self::Epci => "epci",
            Self::Commune => "commune",
        }
    }

    fn holds(self, code: &str) -> bool {
        let bytes = code.as_bytes();
        let digits = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
        match (self, bytes) {
            (Self::Country, _) => code == "FR",
            (Self::Region, [_, _]) => digits(bytes) && code != "00",
            (Self::Departement, [b'2', b'A' | b'B']) => true,
            (Self::Departement, [b'9', b'7' | b'8', last]) => last.is_ascii_digit(),
            (Self::Departement, [_, _]) => digits(bytes) && ("01"..="95").contains(&code) && code != "20",
            (Self::Epci, _) => bytes.len() == 9 && digits(bytes),
            (Self::Commune, [b'2', b'A' | b'B', rest @ ..]) => rest.len() == 3 && digits(rest),
            (Self::Commune, _) => bytes.len() == 5 && digits(bytes),
            _ => false,
        }
    }
}

/// A territory by its official (INSEE) code, written with its kind: `country:FR`,
/// `region:53`, `departement:2A`, `epci:243500139`, `commune:35238`.
/// The shape is checked here; whether the territory exists, the reference data knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TerritoryCode {
    kind: TerritoryKind,
    text: String,
}

impl TerritoryCode {
    /// Codes: `territory-kind`, `territory-code`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let (kind, code) = input.trim().split_once(':').unwrap_or((input, ""));
        let Some(kind) = TerritoryKind::ALL.into_iter().find(|k| k.as_str() == kind) else {
            return Err(ValueError::new(
                "territory-kind",
                "isn't a territory: country:FR, region:…, departement:…, epci:… or commune:… is expected",
                input,
            ));
        };
        Self::new(kind, code)
    }

    /// From a bare code of a known kind. Code: `territory-code`.
    pub fn new(kind: TerritoryKind, code: &str) -> Result<Self, ValueError> {
        let code = code.trim().to_ascii_uppercase();
        let text = format!("{}:{code}", kind.as_str());
        if kind.holds(&code) {
            Ok(Self { kind, text })
        } else {
            Err(ValueError::new("territory-code", "has no code of its kind", &text))
        }
    }

    pub fn country() -> Self {
        Self { kind: TerritoryKind::Country, text: "country:FR".into() }
    }

    pub fn kind(&self) -> TerritoryKind {
        self.kind
    }

    /// The code without its kind: `35`.
    pub fn code(&self) -> &str {
        self.text.split_once(':').map_or("", |(_, code)| code)
    }

    /// With its kind: `departement:35`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

text_value!(TerritoryCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_territory_of_each_kind_is_read_and_written_back() {
        for text in [
            "country:FR",
            "region:53",
            "region:01",
            "departement:35",
            "departement:2A",
            "departement:974",
            "epci:243500139",
            "commune:35238",
            "commune:2B033",
            "commune:97411",
        ] {
            assert_eq!(TerritoryCode::parse(text).unwrap().to_string(), text);
        }
        let corsica = TerritoryCode::parse(" departement:2b ").unwrap();
        assert_eq!((corsica.kind(), corsica.code()), (TerritoryKind::Departement, "2B"));
    }

    #[test]
    fn a_wrong_kind_or_code_is_named() {
        for bad in ["", "35", "canton:35", "Departement:35"] {
            assert_eq!(TerritoryCode::parse(bad).unwrap_err().code, "territory-kind", "{bad}");
        }
        for bad in [
            "country:BE",
            "region:",
            "region:00",
            "region:5",
            "departement:20",
            "departement:96",
            "departement:2C",
            "departement:9A4",
            "epci:24350013",
            "commune:2C033",
            "commune:3523",
            "commune:3523é",
            "departement:é",
        ] {
            assert_eq!(TerritoryCode::parse(bad).unwrap_err().code, "territory-code", "{bad}");
        }
    }
}
