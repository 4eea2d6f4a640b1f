return {
  api = 1, name = "stories", version = "0.3.0", kind = "stage",
  about = "one story for reports of one thing, in whatever language, and what each of them adds",
  needs = { "store" },
  config = {
    days = { type = "integer", default = 7, min = 0, max = 90,
      help = "between copies, and how far back the database is read" },
    alike = { type = "number", default = 0.42, min = 0.05, max = 1,
      help = "share of word groups in common that makes one story (0.42: see docs/quality.md)" },
    same = { type = "number", default = 0.75, min = 0.05, max = 1,
      help = "share that makes a duplicate" },
    evidence = { type = "number", default = 0.26, min = 0.01, max = 1,
      help = "score of shared evidence that makes one story (see README.md)" },
  },
}
