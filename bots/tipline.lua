-- An anonymous tip line. The newsroom sees codenames. To !status a source is told what the newsroom
-- wrote with `postern contact public-status`; what it wrote with `postern contact note` no rule sees.
profile { name = "Example Times tip line", about = "Anonymous. Use Tor, UDP off.", network = "relay" }
contacts { accept = "everyone" }
-- To encrypt tips on arrival: postern key inbox new desk.key >newsroom.pub, and here
-- inbox { seal = { "newsroom.pub" }, keep = "30d" }
inbox { keep = "30d" }

on("contact", function(contact)
  contact:reply("You reached the tip line. Nothing here knows who you are.")
  contact:reply("We call you " .. contact.codename .. ". Write !status to ask what became of your tip.")
end)

command("status", "what became of my tip", function(message)
  if message.arguments ~= "" then return false end
  message:reply(message.contact.public_status or "not read yet")
end)

on("message", function(message)
  message:keep() -- what a source wrote with the request too
  if message.first then
    message:reply("Received and stored. Thank you.")
  end
end)

on("file", function(offer)
  offer:reply("“" .. offer.name .. "” did not reach us: this tip line takes no files yet. Please write what is in it.")
end)
