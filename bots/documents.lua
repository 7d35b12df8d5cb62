-- A tip line that takes documents. What comes is never opened here: it waits in the home until
-- `postern file get` saves it on a machine that may look into it.
profile { name = "Example Times documents", about = "Anonymous. Use Tor, UDP off.", network = "relay" }
contacts { accept = "everyone" }
files {
  accept = "ask", max = "50MB", per_contact = "200MB", total = "5GB",
  types = { "application/pdf", "image/*", "text/plain", "application/zip",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
}

on("contact", function(contact)
  contact:reply("You can send us documents: PDF, pictures, text, Word, ZIP, up to 50 MB each.")
  contact:reply("Documents tell more than their text: who wrote them, where, with which device. Remove that first where you can.")
end)

on("message", function(message) message:keep() end)

on("file", function(file)
  if file.size == 0 then return file:refuse("“" .. file.name .. "” is empty.") end
  if file.contact:has("no-files") then return file:refuse("We can take nothing more from you for now.") end
  file:accept()
end)

on("file_done", function(file)
  file:keep()
  file:reply("“" .. file.name .. "” is here, whole. Thank you.")
end)

-- What is too large or of another type the source is told without a rule.
on("file_failed", function(file)
  if file.failure == "malformed" or file.failure == "expired" then
    file:reply("“" .. file.name .. "” was not finished. Please send it again.")
  end
end)
