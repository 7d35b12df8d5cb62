-- Answers each question with what a webhook says: a script, a help desk's program, a model.
profile { name = "Ask me", about = "Write a question." }
contacts { accept = "everyone" }
webhook "brain" {
  url = secret "BRAIN_URL",
  -- For a program on this machine; leave it out for one elsewhere.
  allow = "127.0.0.1",
  -- What was written and when, under a pseudonym: no names.
  send = "message",
}

on("message", function(message)
  message:ask("brain", {
    timeout = "20s",
    fallback = "I can't answer at the moment. Please ask again in a few minutes.",
  })
end)
