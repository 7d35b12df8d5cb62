import GatewayCore
import GatewayWebhooks
import Testing
import ToxNIO
import ToxWire

@testable import Gateway

/// The profile of a run, and its nodes and relays: of different settings the stricter wins, and a
/// contradiction is an error.
@Suite struct `The network plan` {
  private static let key = String(repeating: "A1", count: 32)
  private let relay = "192.0.2.1:443:\(key)"
  private let node = "192.0.2.2:33445:\(key)"
  private let named = "node.example:33445:\(key)"

  private func plan(
    _ options: NetworkConfiguration, bot network: String? = nil, home: NetworkProfile? = nil,
    isBot: Bool = true
  ) throws -> NetworkPlan {
    var configuration = BotConfiguration()
    configuration.profile.network = network
    return try NetworkPlan(
      options, bot: isBot ? configuration : nil,
      home: home.map { HomeNetwork(profile: $0) })
  }

  @Test(arguments: NetworkProfile.allCases, NetworkProfile.allCases)
  func `of the command line and the bot's file the stricter wins`(
    _ option: NetworkProfile, _ file: NetworkProfile
  ) throws {
    let options = NetworkConfiguration(profile: option, relays: [relay])
    let plan = try plan(options, bot: file.rawValue)
    #expect(plan.profile == max(option, file))
    #expect((plan.driver.reach == .udpAndRelays) == (plan.profile == .direct))
    #expect(plan.discoversLAN == (plan.profile == .direct))
    #expect((plan.proxy != nil) == (plan.profile == .tor))
  }

  @Test func `the doctor looks at the relays that the bot ran with last`() throws {
    let last = try plan(NetworkConfiguration(profile: .relay, relays: [relay])).ways
    #expect(last == NamedWays(relays: [relay]))
    let untold = NetworkConfiguration(profile: .relay, usesPublicNodes: false)
    #expect(untold.with(last, for: BotConfiguration()).relays == [relay])
    let typed = NetworkConfiguration(relays: [named]).with(last, for: BotConfiguration())
    #expect(typed.relays == [named])
    var bot = BotConfiguration()
    bot.profile.relays = [named]
    #expect(untold.with(last, for: bot).relays.isEmpty, "the file names its own")
  }

  @Test func `without a setting in either the profile is direct`() throws {
    #expect(try plan(NetworkConfiguration(bootstrap: [node])).profile == .direct)
  }

  @Test func `a command without the bot's file runs no weaker profile than the bot`() throws {
    let options = NetworkConfiguration(bootstrap: [node])
    #expect(try plan(options, home: .relay, isBot: false).profile == .relay)
    #expect(try plan(options, home: nil, isBot: false).profile == .direct)
    #expect(try plan(options, bot: "direct", home: .relay).profile == .direct, "the file decides")
  }

  @Test func `relays and nodes of the bot's file serve where the command line names none`() throws {
    var configuration = BotConfiguration()
    configuration.profile = .init(network: "relay", relays: [relay], nodes: [node])
    let file = try NetworkPlan(NetworkConfiguration(), bot: configuration, home: nil)
    #expect(file.relays.map(\.place) == ["192.0.2.1:443"])
    #expect(file.bootstrap.map(\.place) == ["192.0.2.2:33445"])
    let typed = try NetworkPlan(
      NetworkConfiguration(bootstrap: [], relays: [named]), bot: configuration, home: nil)
    #expect(typed.relays.map(\.place) == ["node.example:33445"])
    #expect(typed.bootstrap.isEmpty)
    let home = HomeNetwork(profile: .relay, ways: NamedWays(configuration.profile))
    let command = try NetworkPlan(
      NetworkConfiguration(usesPublicNodes: false), bot: nil, home: home)
    #expect(command.relays.map(\.place) == file.relays.map(\.place), "a home remembers")
    #expect(command.bootstrap.map(\.place) == file.bootstrap.map(\.place))
  }

  @Test(arguments: [
    NamedWays(), NamedWays(nodes: []), NamedWays(relays: ["a:1:K", "[::1]:2:K"], nodes: ["b:3:K"]),
  ])
  func `what a home stores of a file's relays and nodes reads back`(_ ways: NamedWays) {
    #expect(NamedWays(stored: ways.stored) == ways)
  }

  @Test func `an error for a profile without a relay names the source of the profile`() {
    func words(_ options: NetworkConfiguration, bot: String?, home: NetworkProfile?) -> String? {
      do throws(NetworkConfigurationError) {
        var configuration = BotConfiguration()
        configuration.profile.network = bot
        let stored = home.map { HomeNetwork(profile: $0) }
        _ = try NetworkPlan(options, bot: bot.map { _ in configuration }, home: stored)
        return nil
      } catch {
        return error.description
      }
    }
    let none = NetworkConfiguration(bootstrap: [])
    let typed = NetworkConfiguration(profile: .relay, bootstrap: [])
    #expect(words(typed, bot: "direct", home: nil)?.hasPrefix("--network relay needs") == true)
    #expect(words(none, bot: "relay", home: nil)?.contains("in the bot's file needs") == true)
    #expect(words(none, bot: nil, home: .relay)?.contains("the bot of this home") == true)
  }

  @Test func `without relays of their own the nodes serve as relays`() throws {
    let nodes = [node, named]
    let relay = try plan(NetworkConfiguration(profile: .relay, bootstrap: nodes))
    #expect(relay.relays.map(\.place) == ["192.0.2.2:33445", "node.example:33445"])
    let direct = try plan(NetworkConfiguration(bootstrap: nodes))
    #expect(direct.relays.isEmpty)
    let own = try plan(
      NetworkConfiguration(profile: .relay, bootstrap: nodes, relays: [self.relay]))
    #expect(own.relays.map(\.place) == ["192.0.2.1:443"])
    #expect(own.bootstrap.count == 2)
  }

  @Test func `the built-in list gives the relay profile nothing to resolve`() throws {
    let plan = try plan(NetworkConfiguration(profile: .relay))
    #expect(!plan.relays.isEmpty)
    #expect((plan.relays + plan.bootstrap).allSatisfy { $0.endpoint != nil })
  }

  @Test func `through Tor a name is a relay's, never a hop's`() throws {
    let plan = try plan(NetworkConfiguration(profile: .tor, bootstrap: [node, named]))
    #expect(plan.bootstrap.map(\.place) == ["192.0.2.2:33445"])
    #expect(plan.relays.map(\.place) == ["192.0.2.2:33445", "node.example:33445"])
  }

  @Test(
    arguments: [
      ("socks5://127.0.0.1:9050", Endpoint(.loopback4, port: 9050)),
      ("socks5h://[::1]:1080/", Endpoint(.loopback6, port: 1080)),
      ("socks5://localhost:9150", Endpoint(.loopback4, port: 9150)),
      (nil, Endpoint(.loopback4, port: 9050)),
    ] as [(String?, Endpoint)])
  func `a proxy is an address`(_ text: String?, _ endpoint: Endpoint) throws {
    let plan = try plan(NetworkConfiguration(profile: .tor, relays: [relay], proxy: text))
    #expect(plan.proxy?.0.endpoint == endpoint)
  }

  @Test(arguments: [
    (NetworkConfiguration(profile: .tor, proxy: "socks5://proxy.example:9050"), "name"),
    (NetworkConfiguration(profile: .tor, proxy: "http://127.0.0.1:8080"), "no proxy"),
    (NetworkConfiguration(profile: .tor, proxy: "socks5://127.0.0.1"), "no proxy"),
    (NetworkConfiguration(profile: .relay, proxy: "socks5://127.0.0.1:9050"), "--network tor"),
    (NetworkConfiguration(proxy: "socks5://127.0.0.1:9050"), "--network tor"),
    (NetworkConfiguration(profile: .relay, port: 33445), "UDP"),
    (NetworkConfiguration(profile: .tor, bindAddress: "127.0.0.1"), "UDP"),
    (NetworkConfiguration(profile: .relay, bootstrap: []), "--relay"),
    (NetworkConfiguration(relays: ["192.0.2.1:443"]), "HOST:PORT:KEY"),
    (NetworkConfiguration(bindAddress: "nowhere"), "no IP address"),
  ])
  func `a contradiction is an error that says so`(
    _ options: NetworkConfiguration, _ words: String
  ) {
    do throws(NetworkConfigurationError) {
      _ = try NetworkPlan(options, bot: nil, home: nil)
      Issue.record("it was accepted")
    } catch {
      #expect(error.description.contains(words))
    }
  }

  @Test func `a webhook's host without an address is refused before the start`() async throws {
    let plan = try plan(NetworkConfiguration(profile: .relay, relays: [relay]))
    let webhook = Webhook(name: "desk", url: "https://desk.invalid/hook")
    await #expect(throws: Failure.self) { _ = try await plan.prepared(for: [webhook]) }
    let numeric = Webhook(name: "desk", url: "http://127.0.0.1:8080/hook")
    let prepared = try await plan.prepared(for: [numeric])
    #expect(prepared.notes.isEmpty, "nothing was asked of the resolver")
  }

  @Test func `a name that was resolved before the start is said to have been`() async throws {
    let plan = try plan(NetworkConfiguration(profile: .relay, relays: [relay]))
    let webhook = Webhook(name: "desk", url: "http://localhost:8080/hook")
    let prepared = try await plan.prepared(for: [webhook])
    #expect(prepared.notes.count == 1)
    guard case .pinned(let places) = prepared.webhooks else {
      Issue.record("\(prepared.webhooks)")
      return
    }
    #expect(places == ["localhost": "127.0.0.1"] || places == ["localhost": "[::1]"])
  }

  @Test func `a proxy that is away at the start ends the run with a reason`() async throws {
    let plan = try plan(
      NetworkConfiguration(profile: .tor, relays: [relay], proxy: "socks5://127.0.0.1:1"))
    do throws(Failure) {
      _ = try await plan.prepared(for: [])
      Issue.record("nothing listens there")
    } catch {
      #expect(error.kind == .unavailable)
      #expect(error.message.contains("socks5://127.0.0.1:1"))
      #expect(error.message.contains("refused"))
    }
  }
}
