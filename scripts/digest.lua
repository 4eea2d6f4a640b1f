-- The job of `make demo`: mines the saved pages of scripts/sample, keeps them and prints a digest.
-- minehost run scripts/digest.lua
return {
  name = "digest",
  about = "a digest of the sample pages",
  sources = { { "files", path = "sample" } },
  pipeline = { "article", "language", "places", "topics", "summary", "stories" },
  concurrency = 8,
  sinks = {
    "store",
    { "digest", path = "digest.html", base = "scripts/", title = "Digest of the sample pages" },
  },
}
