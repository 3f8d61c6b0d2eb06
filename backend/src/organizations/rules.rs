/// The enterprise of an establishment: the first nine digits of its SIRET.
pub fn siren(siret: &str) -> &str {
    siret.get(..9).unwrap_or(siret)
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_establishment_belongs_to_the_enterprise_of_its_first_nine_digits() {
        assert_eq!(super::siren("73282932000074"), "732829320");
    }
}
