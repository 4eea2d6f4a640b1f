return {
  api = 1, name = "actors", version = "0.1.0", kind = "stage",
  about = "who acts: persons with their offices, organisations, formats, countries and places",
  config = {
    holders = { type = "boolean", default = true,
      help = "take the office of a person named without one from holders.tsv, as of the item's "
        .. "date" },
    agents = { type = "boolean", default = false,
      help = "mention police, rebels, students ... (sectors.tsv) too" },
    pronouns = { type = "boolean", default = false,
      help = "mention he, she, I and we (English) as the person or side that they stand for" },
    guess = { type = "boolean", default = true,
      help = "take capitalised words that no table knows for names where the grammar says so" },
    max = { type = "integer", default = 2000, min = 1, max = 100000,
      help = "mentions kept for an item, first ones first" },
  },
}
