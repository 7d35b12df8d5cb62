local secrets = { WEBHOOK_URL = "https://desk.example/hook" }

test("forwards each message with what the rule adds", function()
  local bot = load_bot("forward.lua", secrets)
  local alice = bot:contact("alice")
  alice:says("this is urgent")
  alice:says("thank you")

  local bodies = bot:forwards("desk")
  expect(#bodies):equals(2)
  expect(bodies[1].type):equals("message")
  expect(bodies[1].data.text):equals("this is urgent")
  expect(bodies[1].data.contact):equals({ codename = alice.codename, name = "alice" })
  expect(bodies[1].data.extra):equals({ first = true, urgent = true })
  expect(bodies[2].data.extra):equals({ first = false, urgent = false })
end)

test("keeps what it forwards", function()
  local bot = load_bot("forward.lua", secrets)
  bot:contact("alice"):says("hello")
  expect(bot:inbox()):equals({ "hello" })
end)

test("does not start without the address of the webhook", function()
  local loaded, problem = pcall(load_bot, "forward.lua")
  expect(loaded):equals(false)
  expect(problem):contains("secret \"WEBHOOK_URL\" is not set")
end)
