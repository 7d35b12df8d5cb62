import GatewayCore
import GatewayRules
import Testing

@Suite("Handlers")
struct HandlerTests {
  @Test("get what belongs to their event")
  func events() throws {
    let bot = try load(
      """
      on("request", function(contact, text) contact:reply(contact.state .. text) contact:accept() end)
      on("contact", function(contact) contact:reply("welcome " .. contact.codename) end)
      on("online", function(contact) contact:reply("hello " .. contact.name) end)
      on("offline", function(contact) contact:reply("bye") end)
      on("timer", function(timer) timer.contact:reply(timer.name .. timer.payload) end)
      """)
    var alice = Contact.alice
    func replies(_ event: RuleEvent) -> [String] {
      bot.handle(event, state: FixedState(), now: .monday).replies
    }
    #expect(replies(.contact(alice)) == ["welcome amber-heron"])
    #expect(replies(.presence(alice, isOnline: true)) == ["hello Alice"])
    #expect(replies(.presence(alice, isOnline: false)) == ["bye"])
    #expect(replies(.timer(RuleTimer(name: "t", contact: alice, payload: "!"))) == ["t!"])
    alice.state = .requested
    #expect(
      bot.handle(.contactRequest(alice, text: "?"), state: FixedState(), now: .monday).effects == [
        .reply(to: alice.key, text: "requested?", kind: .text), .accept(alice.key),
      ])
  }

  @Test("of calls, files and invitations see what is offered")
  func offers() throws {
    let bot = try load(
      """
      on("call", function(offer) offer:reply(offer.kind .. " " .. tostring(offer.video)) end)
      on("file", function(offer)
        offer:reply(offer.name .. " " .. tostring(offer.size) .. " " .. offer.contact.name)
      end)
      on("invitation", function(offer) end)
      """)
    func replies(_ offer: ContactOffer) -> [String] {
      bot.handle(.offer(.alice, offer), state: FixedState(), now: .monday).replies
    }
    #expect(replies(.call(withVideo: true)) == ["call true"])
    #expect(replies(.file(name: "a.pdf", size: 7, kind: 0)) == ["a.pdf 7 Alice"])
    #expect(replies(.file(name: "s", size: nil, kind: 0)) == ["s nil Alice"])
    #expect(replies(.file(name: "l", size: .max, kind: 0)) == ["l 9223372036854775807 Alice"])
    #expect(replies(.invitation(name: "g")) == [])
    #expect(ContactOffer.Kind.allCases.allSatisfy(bot.handles))
    let none = try load("")
    #expect(!ContactOffer.Kind.allCases.contains(where: none.handles))
  }

  @Test("of an offer that fail do not repeat its name")
  func failingOffer() throws {
    let bot = try load(#"on("file", function(offer) error("no " .. offer.name) end)"#)
    let event = RuleEvent.offer(.alice, .file(name: "sources.pdf", size: 1, kind: 0))
    let failure = bot.handle(event, state: FixedState(), now: .monday).failure
    #expect(failure?.message.contains("sources") == false)
  }

  @Test("of one event all run, in the order of the file")
  func several() throws {
    let bot = try load(
      """
      on("message", function(message) message:reply("one") end)
      on("message", function(message) message:reply("two") end)
      """)
    #expect(bot.hear("x").replies == ["one", "two"])
  }

  @Test("that fail without a message keep nothing")
  func failure() throws {
    let bot = try load("on('contact', function(contact) contact:block() error('x') end)")
    let outcome = bot.handle(.contact(.alice), state: FixedState(), now: .monday)
    #expect(outcome.effects == [])
    #expect(outcome.failure?.line == 1)
  }

  @Test("of a limit get the contact that it holds back, if it is one, and its name")
  func limit() throws {
    let bot = try load(
      """
      on("limit", function(contact, limit)
        log(limit .. ": " .. (contact and contact.codename or "everybody"))
      end)
      """)
    for (notice, line) in [
      (LimitNotice(.messagesPerHour), "messages_per_hour: everybody"),
      (
        LimitNotice(.contactBytesPerHour, contact: .alice),
        "contact_bytes_per_hour: \(Contact.alice.codename)"
      ),
    ] {
      let outcome = bot.handle(.limit(notice), state: FixedState(), now: .monday)
      #expect(outcome.effects == [.log(line)] && outcome.failure == nil)
    }
  }

  @Test("of unknown events are refused")
  func unknown() {
    #expect {
      try load("\non('massage', print)")
    } throws: { error in
      let failure = error as? RuleFailure
      return failure?.line == 2
        && failure?.message
          == "there is no event \"massage\"; "
          + "there are message, contact, request, online, offline, call, file, invitation, timer, "
          + "limit"
    }
  }

  @Test("cannot be added later")
  func late() throws {
    #expect(
      try run("on('message', print)").failure?.message == "on belongs at the top of the file")
  }

  @Test("cannot answer without a contact")
  func timerWithoutContact() throws {
    let bot = try load("on('timer', function(timer) log(timer.contact) end)")
    let timer = RuleTimer(name: "daily", contact: nil, payload: "")
    let outcome = bot.handle(.timer(timer), state: FixedState(), now: .monday)
    #expect(outcome.effects == [.log("nil")])
  }
}

@Suite("Commands")
struct CommandTests {
  private let source = """
    command("Add", "adds numbers", function(message)
      local sum = 0
      for _, word in ipairs(message.words) do sum = sum + tonumber(word) end
      message:reply(message.command .. " " .. message.arguments .. " = " .. sum)
    end)
    command("maybe", "declines", function(message) return false end)
    command("help", "", help)
    on("message", function(message)
      message:reply("message: " .. tostring(message.command) .. message.arguments)
    end)
    """

  @Test(
    "are found by the first word, in any case, with or without a sign",
    arguments: ["add 1 2", "/add 1 2", "!add 1 2", "ADD  1 2 ", " /Add 1 2\n"])
  func found(_ text: String) throws {
    #expect(try load(source).hear(text).replies == ["add 1 2 = 3"])
  }

  @Test("are not found elsewhere", arguments: ["address 1", "please add 1", "//add", "/ add", ""])
  func notFound(_ text: String) throws {
    #expect(try load(source).hear(text).replies == ["message: nil\(text)"])
  }

  @Test("are not found in an action")
  func action() throws {
    #expect(try load(source).hear("add 1", kind: .action).replies == ["message: niladd 1"])
  }

  @Test("that return false leave the message to the other handlers")
  func declined() throws {
    #expect(try load(source).hear("maybe not").replies == ["message: nilmaybe not"])
  }

  @Test("are listed by help and by commands()")
  func help() throws {
    let bot = try load(source)
    #expect(bot.hear("help").replies == ["!add: adds numbers\n!maybe: declines\n!help"])
    #expect(bot.commands.map(\.name) == ["add", "maybe", "help"])
    let listing = try load(
      """
      command("a", "first", print)
      on("message", function(message) message:reply(json.encode(commands())) end)
      """)
    #expect(listing.hear("x").replies == [#"[{"help":"first","name":"a"}]"#])
  }

  @Test("need one word of their own", arguments: ["", "two words", "/slash", "add"])
  func names(_ name: String) {
    #expect(throws: RuleFailure.self) {
      try load("command('add', '', print) command('\(name)', '', print)")
    }
  }
}
