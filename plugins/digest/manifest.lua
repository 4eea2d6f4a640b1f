return {
  api = 1, name = "digest", version = "0.1.0", kind = "sink",
  about = "a readable digest by topic, on the terminal and as one HTML file",
  config = {
    title = { type = "string", default = "Diplomatic digest", help = "the headline" },
    path = { type = "string", needs = "write", default = "",
      help = "the HTML file; empty for none" },
    base = { type = "string", default = "",
      help = "put before the paths of saved pages, so that their links work from the file" },
    terminal = { type = "boolean", default = true, help = "print it too" },
    width = { type = "integer", default = 80, min = 40, max = 200,
      help = "columns on the terminal" },
  },
}
