import ArgumentParser
import Gateway
import GatewayCore

extension Hooks {
  /// `postern hooks listen`
  struct Listen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Receive webhooks here: verify them, open sealed ones, and print what comes.",
      discussion: """
        For trials and for the first steps of a receiver: webhook "desk" { url = \
        "http://127.0.0.1:8080/", allow = "127.0.0.1" }. A request whose signature is wrong is answered with 401, any other \
        with --status. Only this machine can reach it unless --bind names another address. Ends on \
        SIGINT and SIGTERM, or after --count requests.
        """)

    @Option(help: "The TCP port (0: any).") var port: UInt16 = 8_080
    @Option(help: "The IP address to listen on.") var bind = "127.0.0.1"
    @Option(
      help: ArgumentHelp(
        """
        A file with a key: whsec_… or whpk_… verifies, sealsec_… opens; repeatable. Without one that \
        verifies, signatures are not looked at.
        """, valueName: "file"))
    var key: [String] = []
    @Option(help: "The status that is answered.") var status = 200
    @Option(
      help: ArgumentHelp(
        "What is answered to asks: the person who wrote reads it.", valueName: "text"))
    var reply: String?
    @Option(help: ArgumentHelp("End after so many requests.", valueName: "n")) var count: Int?
    @Flag(help: "Print one JSON object a line.") var json = false

    func validate() throws {
      guard InternetAddress(bind) != nil else {
        throw ValidationError("--bind takes an IP address of this machine, such as 127.0.0.1.")
      }
      guard (200...599).contains(status) else {
        throw ValidationError("--status takes a number from 200 to 599.")
      }
      guard count.map({ $0 > 0 }) ?? true else {
        throw ValidationError("--count takes a number from 1.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        Output.detach(json: json)
        let ending = Ending()
        let (requests, continuation) = AsyncStream.makeStream(of: ReceivedHook.self)
        let listener = try await HookListener(
          HookListener.Configuration(
            host: bind, port: Int(port), keys: try ListenerKeys(files: key),
            answer: HookAnswer(status: status, reply: reply))
        ) { continuation.yield($0) }
        if json {
          Output.json(lines: [JSONValue.object([.init("url", .string(listener.url))]).text])
        } else {
          Output.line("listening on \(listener.url)")
        }
        let printing = Task { await show(requests) }
        let ended = Task {
          await ending.wait()
          continuation.finish()
        }
        await printing.value
        ended.cancel()
        await listener.stop()
      }
    }

    private func show(_ requests: AsyncStream<ReceivedHook>) async {
      var left = count ?? .max
      for await hook in requests {
        if json { Output.json(lines: [hook.jsonLine]) } else { Output.line(hook.words) }
        left -= 1
        if left == 0 { break }
      }
    }
  }
}

extension ReceivedHook {
  fileprivate var words: OutputLine {
    let signature: OutputLine =
      switch verification {
      case .verified: "signed"
      case .unchecked: "not verified"
      case .refused(let reason): "REFUSED: it \(reason)"
      }
    let seal: OutputLine? = isSealed ? (closed.map { "sealed: \($0)" } ?? "sealed") : nil
    let again: OutputLine? = isRepetition ? "again" : nil
    let head: OutputLine = "\(id ?? request)  \(status)  "
    let notes = [signature, seal, again].compactMap(\.self).joined(separator: ", ")
    return head + notes + "\n  \(body)"
  }
}
