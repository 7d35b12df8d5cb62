-- The bot of the service postern@bot; `systemctl enable --now postern@bot` runs it.
-- More of them: /usr/share/doc/postern/examples, and README.md beside them.

profile { name = "Echo", about = "I say what you say." }

-- "nobody" accepts none but those that you add or accept yourself: postern contact accept.
contacts { accept = "nobody" }

on("message", function(message)
  message:reply(message.text)
end)
