//! Where and when it was measured.

use chrono::Local;

/// The first line of a file of the kernel that begins with a name, after it.
fn line(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let found =
        text.lines().find_map(|line| Some(line.strip_prefix(name)?.trim_start_matches([' ', '\t', ':'])));
    found.unwrap_or_default().to_owned()
}

/// How many processes wanted a core in the last minute.
pub fn load_average() -> String {
    line("/proc/loadavg", "").split(' ').next().unwrap_or_default().to_owned()
}

pub fn described(load_before: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory =
        line("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1_048_576.0;
    format!(
        "{}; {} cores, {memory:.0} GB, {}; load {load_before} before, {} after.\n\
         Suppliers from the generator, 3 products each. \"Memory\" counts files mapped into it.",
        Local::now().format("%Y-%m-%d"),
        cores,
        line("/proc/cpuinfo", "model name"),
        load_average(),
    )
}
