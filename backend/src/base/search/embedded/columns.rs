//! The values of one segment, unpacked in memory: a segment never changes, and counting facets reads all of them.
//! About 100 bytes a document.

use tantivy::columnar::{Column, StrColumn};
use tantivy::{SegmentReader, TantivyError};

use super::schema::{self, facet_name};
use crate::base::search::geo;
use crate::base::search::{FACETS, Facet, Number};

/// Of a document without a lead time.
pub const NO_LEAD_TIME: u32 = u32::MAX;

pub struct Columns {
    pub ids: Vec<u128>,
    /// NaN without a point.
    pub latitudes: Vec<f64>,
    pub longitudes: Vec<f64>,
    /// On the map's plane; only where there is a point.
    pub plane: Vec<(u32, u32)>,
    /// Microseconds.
    pub updated: Vec<i64>,
    pub lead_times: Vec<u32>,
    /// Places in `names`.
    pub name_ordinals: Vec<u32>,
    names: Option<StrColumn>,
    /// In the order of `Facet::ALL`.
    pub facets: [FacetColumn; FACETS],
    /// Of resources: left packed, since few documents have them.
    numbers: [Option<Column<i64>>; Number::ALL.len()],
    reach: Option<Column<u64>>,
}

/// The values of document d are `ordinals[starts[d]..starts[d + 1]]`.
#[derive(Default)]
pub struct FacetColumn {
    starts: Vec<u32>,
    ordinals: Vec<u32>,
    pub values: Vec<String>,
}

impl FacetColumn {
    pub fn of(&self, doc: u32) -> &[u32] {
        if self.starts.is_empty() {
            return &[];
        }
        &self.ordinals[self.starts[doc as usize] as usize..self.starts[doc as usize + 1] as usize]
    }

    fn read(reader: &SegmentReader, name: &str) -> tantivy::Result<FacetColumn> {
        let docs = reader.max_doc();
        let Some(column) = reader.fast_fields().str(name)? else {
            return Ok(FacetColumn::default());
        };
        let mut facet = FacetColumn::default();
        let mut values = column.dictionary().stream()?;
        while values.advance() {
            facet.values.push(String::from_utf8_lossy(values.key()).into_owned());
        }
        facet.starts.reserve(docs as usize + 1);
        facet.starts.push(0);
        for doc in 0..docs {
            let before = facet.ordinals.len();
            for ordinal in column.term_ords(doc) {
                if ordinal as usize >= facet.values.len() {
                    return Err(damaged(name));
                }
                // A value said twice counts once.
                if !facet.ordinals[before..].contains(&(ordinal as u32)) {
                    facet.ordinals.push(ordinal as u32);
                }
            }
            facet.starts.push(facet.ordinals.len() as u32);
        }
        Ok(facet)
    }
}

impl Columns {
    pub fn read(reader: &SegmentReader) -> tantivy::Result<Columns> {
        let fast = reader.fast_fields();
        let docs = 0..reader.max_doc();
        let (high, low) = (fast.u64(schema::ID_HIGH)?, fast.u64(schema::ID_LOW)?);
        let ids = docs
            .clone()
            .map(|doc| Some(u128::from(high.first(doc)?) << 64 | u128::from(low.first(doc)?)))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| damaged("id"))?;
        let latitudes = all(fast.column_opt(schema::LATITUDE)?, docs.end, f64::NAN);
        let longitudes = all(fast.column_opt(schema::LONGITUDE)?, docs.end, f64::NAN);
        let plane = latitudes.iter().zip(&longitudes).map(|(&lat, &lon)| geo::mercator(lat, lon)).collect();
        let lead_times = all(fast.column_opt::<u64>(schema::LEAD_TIME)?, docs.end, u64::MAX);
        let names = fast.str(schema::SORT_NAME)?;
        let name_ordinals = names.as_ref().map(|names| all(Some(names.ords().clone()), docs.end, 0));
        let mut facets: [FacetColumn; FACETS] = Default::default();
        for (column, facet) in facets.iter_mut().zip(Facet::ALL) {
            *column = FacetColumn::read(reader, facet_name(facet))?;
        }
        let mut numbers: [Option<Column<i64>>; Number::ALL.len()] = Default::default();
        for (column, number) in numbers.iter_mut().zip(Number::ALL) {
            *column = fast.column_opt(number.code())?;
        }
        Ok(Columns {
            numbers,
            reach: fast.column_opt(schema::REACH)?,
            ids,
            latitudes,
            longitudes,
            plane,
            updated: all(fast.column_opt(schema::UPDATED)?, docs.end, 0),
            lead_times: lead_times.into_iter().map(|days| days.try_into().unwrap_or(NO_LEAD_TIME)).collect(),
            name_ordinals: name_ordinals
                .map(|ordinals| ordinals.into_iter().map(|ordinal: u64| ordinal as u32).collect())
                .unwrap_or_else(|| vec![0; docs.end as usize]),
            names,
            facets,
        })
    }

    pub fn number(&self, number: Number, doc: u32) -> Option<i64> {
        self.numbers[number as usize].as_ref()?.first(doc)
    }

    /// Kilometres it comes.
    pub fn reach(&self, doc: u32) -> f64 {
        self.reach.as_ref().and_then(|column| column.first(doc)).unwrap_or(0) as f64
    }

    pub fn name(&self, ordinal: u32) -> tantivy::Result<String> {
        let mut name = String::new();
        if let Some(names) = &self.names {
            names.ord_to_str(ordinal.into(), &mut name)?;
        }
        Ok(name)
    }

    /// The first name not before this one, and whether it is this one.
    pub fn name_place(&self, name: &str) -> tantivy::Result<(u32, bool)> {
        let (mut low, mut high) = (0, self.names.as_ref().map_or(0, |names| names.num_terms() as u32));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(middle)?.as_str() < name { low = middle + 1 } else { high = middle }
        }
        Ok((low, self.name(low)? == name))
    }
}

fn all<T>(column: Option<Column<T>>, docs: u32, missing: T) -> Vec<T>
where
    T: PartialOrd + Copy + Send + Sync + std::fmt::Debug + 'static,
{
    match column {
        Some(column) => (0..docs).map(|doc| column.first(doc).unwrap_or(missing)).collect(),
        None => vec![missing; docs as usize],
    }
}

fn damaged(field: &str) -> TantivyError {
    TantivyError::SchemaError(format!("field {field} can't be read"))
}
