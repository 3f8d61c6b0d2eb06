glossary-heading = Glossary
glossary-lead = The words of the social economy and of public purchasing, as they are used here.
glossary-letters = Letters
glossary-see = See also:
glossary-source = Source: { $source }
