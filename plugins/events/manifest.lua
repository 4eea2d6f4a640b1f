return {
  api = 1, name = "events", version = "0.1.0", kind = "stage",
  about = "who did what to whom, in the terms of PLOVER 2.0, each event with its evidence",
  config = {
    min_score = { type = "number", default = 0.35, min = 0, max = 1,
      help = "leave out weaker events" },
    max = { type = "integer", default = 60, min = 1, max = 10000,
      help = "events kept for an item, first ones first" },
    per_sentence = { type = "integer", default = 4, min = 1, max = 100,
      help = "events kept for a sentence, strongest first" },
    merge = { type = "boolean", default = true,
      help = "one row for what several sentences tell of the same act" },
    sport = { type = "integer", default = 3, min = 0, max = 1000,
      help = "different words of sport from which on an item is no diplomatic news; 0: never" },
  },
}
