import Foundation
import GatewayCore
import GatewayHTTP
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Requests to hooks on a worker with a real store.
@Suite struct `Requests to hooks` {
  private static let rules = """
    contacts { accept = "everyone" }
    webhook "desk" { url = secret "URL" }
    hook("deploy", { verify = "bearer", secret = "0123456789abcdef" }, function(request)
      local text = request.text
      find_contact("\(hex(1))"):reply("got " .. text)
      if text == "all" then broadcast("ops", "to all") end
      if text == "later" then after("10m", "remind", "x") end
      if text == "on" then request:forward("desk") end
      if text == "fail" then error("on purpose") end
      return "answer to " .. text
    end)
    on("timer", "remind", function(timer) find_contact("\(hex(1))"):reply("reminder") end)
    """

  private func post(
    _ text: String, id: String? = nil, window: Int64 = 1_000_000, hook: String = "deploy",
    to bench: WorkerBench
  ) -> HookReply? {
    let answer = Mutex<HookReply?>(nil)
    let repetition = id.map {
      RepeatableHook(hook: hook, request: Array($0.utf8), window: window)
    }
    bench.receive(
      .hook(
        HookArrival(
          HookRequest(hook: hook, body: Array(text.utf8), id: id), repetition: repetition
        ) { reply in answer.withLock { $0 = reply } }))
    return answer.withLock(\.self)
  }

  private func hooks(_ bench: WorkerBench) throws -> [IncomingHookSummary] {
    try bench.store.read { reader throws(StoreError) in try reader.hooks() }
  }

  private func start(_ rules: String = rules) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    return bench
  }

  @Test func `what a rule asks for is on the disk when its answer leaves, and leaves with it`()
    throws
  {
    let bench = try start()
    #expect(post("hello", to: bench) == .answered(HookResponse(body: "answer to hello")))
    #expect(bench.network.takeSends().map(\.text) == ["got hello"])
    _ = post("later", to: bench)
    _ = post("on", to: bench)
    #expect(
      bench.web.bodies.first?.contains(#""data":{"hook":"deploy","id":null,"text":"on"}"#) == true)
    let again = try bench.restarted(Self.rules)
    #expect(try again.outbox() == ["got hello", "got later", "got on"])
    again.wait(seconds: 601)
    #expect(try again.outbox().last == "reminder")
    #expect(try hooks(again).map(\.received) == [3])
  }

  @Test func `it writes to all contacts with a label`() throws {
    let bench = try start()
    guard let label = ContactLabel("ops") else { return }
    try bench.store.write { transaction throws(StoreError) in
      try transaction.setLabel(label, of: key(1), isSet: true)
    }
    _ = post("all", to: bench)
    bench.wait(seconds: 1)
    #expect(try bench.outbox() == ["got all", "to all"])
  }

  @Test func `a rule that fails leaves nothing, and the same request is handled again`() throws {
    let bench = try start()
    #expect(post("fail", id: "a", to: bench) == .failed)
    #expect(try bench.outbox().isEmpty && bench.network.takeSends().isEmpty)
    #expect(bench.reports.lines("rule_error").count == 1)
    #expect(post("works", id: "a", to: bench) == .answered(HookResponse(body: "answer to works")))
    #expect(try hooks(bench).map(\.failed) == [1])
    let metrics = try bench.store.read { reader throws(StoreError) in
      try? MetricsQuery().answer(from: reader, now: bench.clock.now)
    }
    guard case .value(.metrics(let text))? = metrics else {
      Issue.record("no metrics")
      return
    }
    #expect(text.contains("\npostern_hook_requests_total{hook=\"deploy\"} 1\n"))
    #expect(text.contains("\npostern_hook_failures_total{hook=\"deploy\"} 1\n"))
    #expect(text.contains("\npostern_hook_refusals_total{hook=\"deploy\"} 0\n"))
  }

  @Test func `a repetition gets the first answer and has no second effect, also after a kill`()
    throws
  {
    var bench = try start()
    let first = post("one", id: "a", to: bench)
    #expect(post("two", id: "a", to: bench) == first)
    bench = try bench.restarted(Self.rules)
    #expect(post("three", id: "a", to: bench) == first)
    #expect(try bench.outbox() == ["got one"])
    #expect(post("four", id: "b", to: bench) == .answered(HookResponse(body: "answer to four")))
    bench.clock.advance(seconds: 1_001)
    #expect(post("five", id: "a", to: bench) == .answered(HookResponse(body: "answer to five")))
    #expect(try hooks(bench).map { [$0.received, $0.repeated] } == [[3, 2]])
  }

  @Test func `a clock that is ahead forgets no request, and takes no later one for it`() throws {
    let bench = try start()
    let first = post("one", id: "a", to: bench)
    bench.clock.step(seconds: 8 * 86_400)
    #expect(post("two", id: "a", to: bench) == first)
    _ = post("three", id: "b", to: bench)
    #expect(post("four", id: "a", to: bench) == first, "nor did the new one make it go")
    bench.clock.advance(seconds: 1_001)
    #expect(post("five", id: "b", to: bench) == .answered(HookResponse(body: "answer to five")))
  }

  @Test func `the first of two equal requests in one batch is the one that is handled`() throws {
    let bench = try start()
    let answers = Mutex<[HookReply]>([])
    let repetition = RepeatableHook(hook: "deploy", request: [1], window: 1_000)
    bench.worker.engine.receive(
      ["one", "two"].map { text in
        HookArrival(
          HookRequest(hook: "deploy", body: Array(text.utf8)), repetition: repetition
        ) { reply in answers.withLock { $0.append(reply) } }
      })
    let answer = HookReply.answered(HookResponse(body: "answer to one"))
    #expect(answers.withLock(\.self) == [answer, answer])
    #expect(try bench.outbox() == ["got one"])
  }

  @Test func `an old answer is erased with what the bot keeps, and the request stays known`()
    throws
  {
    let rules = "inbox { keep = \"1d\" }\n" + Self.rules
    let bench = try start(rules)
    _ = post("one", id: "a", window: 1_000_000_000, to: bench)
    #expect(try isStored("answer to one", bench))
    bench.wait(seconds: 90_000)
    for _ in 0..<5 { bench.wait(seconds: 3_600) }
    #expect(try !isStored("answer to one", bench))
    let again = post("two", id: "a", window: 1_000_000_000, to: bench)
    #expect(again == .answered(HookResponse()))
  }

  /// Of the request "a".
  private func isStored(_ text: String, _ bench: WorkerBench) throws -> Bool {
    try bench.store.write { transaction throws(StoreError) in
      try transaction.answer(
        to: RepeatableHook(hook: "deploy", request: Array("a".utf8), window: 1_000_000_000),
        now: bench.clock.now)?.body == text
    }
  }

  @Test func `a bot that keeps nothing writes no answer down, and knows a repetition`() throws {
    let bench = try start("inbox { keep = \"nothing\" }\n" + Self.rules)
    #expect(post("one", id: "a", to: bench) == .answered(HookResponse(body: "answer to one")))
    #expect(post("two", id: "a", to: bench) == .answered(HookResponse()))
    #expect(try !isStored("answer to one", bench))
    #expect(bench.network.takeSends().map(\.text) == ["got one"])
  }

  @Test func `a full disk answers that it may work later, and nothing is done`() throws {
    let bench = try start()
    bench.disk.set { $0.freeBytes = 0 }
    bench.wait(seconds: 10)
    #expect(post("one", id: "a", to: bench) == .unavailable)
    bench.disk.set { $0.freeBytes = 1 << 39 }
    bench.wait(seconds: 10)
    #expect(post("one", id: "a", to: bench) == .answered(HookResponse(body: "answer to one")))
    #expect(try bench.outbox() == ["got one"])
  }

  @Test func `a hook comes and goes with the file, and its counts with it`() throws {
    let bench = try start()
    _ = post("one", to: bench)
    try bench.store.write { transaction throws(StoreError) in
      try transaction.add([
        HookRefusals(hook: "deploy", reason: .proof, count: 3, last: bench.clock.now),
        HookRefusals(hook: "deploy", reason: .proof, count: 2, last: bench.clock.now),
        HookRefusals(hook: "nothing", reason: .proof, count: 1, last: bench.clock.now),
      ])
    }
    let refused = IncomingHookSummary.Refusal(reason: "proof", count: 5, last: bench.clock.now)
    #expect(try hooks(bench).map(\.refused) == [[refused]])
    let file = bench.path + "/bot.lua"
    let renamed = Self.rules.replacing("hook(\"deploy\"", with: "hook(\"release\"")
    try renamed.write(toFile: file, atomically: true, encoding: .utf8)
    bench.receive(.reload)
    #expect(post("two", to: bench) == .unknown)
    #expect(try hooks(bench).map(\.name) == ["release"])
    #expect(
      post("two", hook: "release", to: bench) == .answered(HookResponse(body: "answer to two")))
  }

  @Test func `an incoming hook that is taken for a webhook is said to be one`() throws {
    let bench = try start()
    let reply = Mutex<Reply?>(nil)
    bench.receive(
      .control(.command(.hookPause("deploy"))) { given in reply.withLock { $0 = given } })
    guard case .failed(let sentence, .absent, _)? = reply.withLock(\.self) else {
      Issue.record("it is paused")
      return
    }
    #expect(sentence.contains("is an incoming hook"))
  }

  @Test func `refused requests are counted, a write a second at most, and shown with their reason`()
    async throws
  {
    let commands = Mutex<[HookRefusalsCommand]>([])
    let tally = HookTally { request, _, _ in
      guard case .command(let command as HookRefusalsCommand) = request else { return }
      commands.withLock { $0.append(command) }
    }
    let hooks = IncomingHooks(
      keys: HomeKeys(bytes: [UInt8](repeating: 7, count: HomeKeys.size)), tally: tally
    ) { $0.reply(.failed) }
    hooks.use([
      IncomingHook(
        name: "deploy", scheme: .bearer, proofs: [try HookProof("0123456789abcdef", for: .bearer)])
    ])
    func request(_ token: String, method: String = "POST") -> HookRequest {
      HookRequest(
        hook: "deploy", method: method, headers: [.init("authorization", "Bearer \(token)")])
    }
    for _ in 0..<1_000 { _ = hooks.open(request("wrong")) }
    #expect(hooks.open(HookRequest(hook: "other")) == .unknown)
    #expect(hooks.open(request("0123456789abcdef")) == .open(isProven: true))
    let get = await hooks.receive(request("0123456789abcdef", method: "GET"))
    #expect(get == .failure(.method))
    let before = commands.withLock(\.count)
    #expect(before == 0)
    _ = tally.preparing(.query(.incomingHookList))
    let written = commands.withLock { $0.flatMap(\.refusals) }
    #expect(written.map(\.reason) == [.method, .proof] && written.map(\.count) == [1, 1_000])
    #expect(await hooks.receive(request("0123456789abcdef")) == .success(.failed))
  }
}
