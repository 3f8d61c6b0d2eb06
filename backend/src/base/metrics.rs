//! What the program counts while it runs, for Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::error::{Error, Result};

/// Upper bounds, seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    /// The first part of the address, as far as it is one of ours.
    area: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Area {
    area: &'static str,
}

type Histograms = Family<Area, Histogram, fn() -> Histogram>;

#[derive(Debug)]
pub struct Metrics {
    started: Instant,
    answered: Family<Answered, Counter>,
    took: Histograms,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics {
            started: Instant::now(),
            answered: Family::default(),
            took: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }
}

/// How a part of the program stands, looked up when it is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub database: bool,
    pub search: bool,
    /// Numbers of the newest event in the journal and in the index.
    pub journal: i64,
    pub indexed: i64,
    pub waiting: u64,
    pub dead: u64,
    /// How long the oldest job that is due has waited, seconds.
    pub overdue: f64,
    pub suppliers: u64,
}

const AREAS: [&str; 18] = [
    "fournisseurs",
    "produits",
    "garanties",
    "territoires",
    "glossaire",
    "carte",
    "export",
    "feeds",
    "graphql",
    "graphiql",
    "assets",
    "sitemap.xml",
    "sitemaps",
    "robots.txt",
    "healthz",
    "readyz",
    "metrics",
    "api",
];

/// The first part of an address, language aside; what isn't ours is one, lest strangers fill the memory.
fn area(path: &str) -> &'static str {
    let path =
        path.strip_prefix("/en").filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path);
    match path.trim_start_matches('/').split('/').next().unwrap_or_default() {
        "" => "home",
        first => AREAS.into_iter().find(|area| *area == first).unwrap_or("other"),
    }
}

impl Metrics {
    pub fn answered(&self, path: &str, status: u16, took: Duration) {
        let area = area(path);
        self.answered.get_or_create(&Answered { area, status }).inc();
        self.took.get_or_create(&Area { area }).observe(took.as_secs_f64());
    }

    /// The text that Prometheus reads.
    pub fn text(&self, standing: &Standing) -> Result<String> {
        let mut registry = Registry::with_prefix("bdis");
        registry.register("http_answers", "Requests answered", self.answered.clone());
        registry.register_with_unit(
            "http_answer",
            "Time to the head of an answer",
            Unit::Seconds,
            self.took.clone(),
        );
        let mut gauge = |name: &str, help: &str, value: f64| {
            let gauge = Gauge::<f64, AtomicU64>::default();
            gauge.set(value);
            registry.register(name, help, gauge);
        };
        let truth = |yes: bool| if yes { 1.0 } else { 0.0 };
        gauge("database_up", "Whether the database answers", truth(standing.database));
        gauge("search_up", "Whether the search index can be asked", truth(standing.search));
        gauge("journal_last_event", "Number of the newest event in the journal", standing.journal as f64);
        gauge(
            "search_last_event",
            "Number of the newest event the search index holds",
            standing.indexed as f64,
        );
        gauge(
            "jobs_waiting",
            "Background jobs not done yet, scheduled ones included",
            standing.waiting as f64,
        );
        gauge("jobs_dead", "Background jobs given up, for someone to look at", standing.dead as f64);
        gauge("jobs_overdue_seconds", "How long the oldest job that is due has waited", standing.overdue);
        gauge("suppliers", "Suppliers in the database", standing.suppliers as f64);
        gauge("uptime_seconds", "Since this process began", self.started.elapsed().as_secs_f64());
        gauge("resident_memory_bytes", "Memory of this process, mapped files included", resident());
        let mut text = String::new();
        encode(&mut text, &registry).map_err(Error::internal)?;
        Ok(text)
    }
}

/// Of this process, as Linux tells it; 0 elsewhere.
fn resident() -> f64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_paths_are_one_area() {
        assert_eq!(area("/en/fournisseurs/ana"), "fournisseurs");
        assert_eq!(
            (area("/"), area("/en"), area("/english"), area("/%00")),
            ("home", "home", "other", "other")
        );
    }

    #[test]
    fn what_is_counted_is_told() {
        let metrics = Metrics::default();
        metrics.answered("/fournisseurs", 200, Duration::from_millis(3));
        let text = metrics.text(&Standing { database: true, dead: 2, ..Standing::default() }).unwrap();
        for line in [
            "bdis_http_answers_total{area=\"fournisseurs\",status=\"200\"} 1",
            "bdis_database_up 1",
            "bdis_search_up 0",
            "bdis_jobs_dead 2",
            "bdis_http_answer_seconds_count{area=\"fournisseurs\"} 1",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }
}
