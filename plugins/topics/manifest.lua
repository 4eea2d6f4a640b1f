return {
  api = 1, name = "topics", version = "0.2.0", kind = "stage",
  about = "what an item is about, whether it is diplomatic: by key words and trained classifiers",
  config = {
    min_score = { type = "number", default = 0.12, min = 0, max = 1,
      help = "leave out weaker labels" },
    max = { type = "integer", default = 3, min = 1, max = 19, help = "labels for an item" },
    keywords = { type = "number", default = 0.7, min = 0, max = 1,
      help = "weight of the key words, the rest is the classifier's" },
    gate = { type = "number", default = 0.5, min = 0, max = 1,
      help = "score from which an item is diplomatic" },
    read = { type = "integer", default = 2000, min = 100, max = 1000000,
      help = "bytes of the text that the classifiers read" },
    drop = { type = "boolean", default = false, help = "drop items that are not diplomatic" },
  },
}
