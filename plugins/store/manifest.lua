return {
  api = 1, name = "store", version = "0.1.0", kind = "sink",
  about = "keeps items in the database, with their versions",
  needs = { "store" },
}
