//! The analysis as tantivy asks for it.

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::base::search::analysis::{each_word, stem};

/// Names of the analysers in the schema.
pub const STEMS: &str = "french_light_stems";
pub const WORDS: &str = "french_words";

pub fn register(tokenizers: &TokenizerManager) {
    for (name, stemmed) in [(STEMS, true), (WORDS, false)] {
        let french = French { tokens: Vec::new(), stemmed };
        tokenizers.register(name, TextAnalyzer::builder(french).build());
    }
}

#[derive(Clone)]
struct French {
    tokens: Vec<Token>,
    stemmed: bool,
}

struct Stream<'a> {
    tokens: &'a mut [Token],
    next: usize,
}

impl Tokenizer for French {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        let (tokens, stemmed) = (&mut self.tokens, self.stemmed);
        let mut len = 0;
        each_word(text, |word| {
            if len == tokens.len() {
                tokens.push(Token::default());
            }
            let token = &mut tokens[len];
            token.text.clear();
            if stemmed {
                token.text.push_str(&stem(word));
            } else {
                token.text.push_str(word);
            }
            token.position = len;
            len += 1;
        });
        Stream { tokens: &mut tokens[..len], next: 0 }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}
