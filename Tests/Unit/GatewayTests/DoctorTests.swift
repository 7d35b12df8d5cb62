import Foundation
import GatewayCore
import GatewaySeal
import GatewayTestSupport
import Glibc
import Testing
import ToxNIO
import ToxWire

@testable import Gateway

/// The doctor's findings about a machine, and about its own process.
@Suite struct `The doctor` {
  private let relay = Endpoint(.v4(0xc000_0201), port: 443)
  private let elsewhere = Endpoint(.v4(0xc000_0299), port: 443)

  @Test func `a webhook's receiver is told which public key verifies`() throws {
    var webhook = Webhook(name: "desk", url: "https://a.example/")
    #expect(webhook.signing.hasPrefix("; without a key nothing is signed"))
    webhook.key = try WebhookKey("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")
    #expect(webhook.signing == "")
    webhook.key = WebhookKey(seed: Array(0..<32))
    let text = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
    #expect(webhook.signing == "; the receiver verifies with \(text)")
    webhook.oldKey = Webhook.OldKey(WebhookKey(seed: Array(1...32)), until: UnixMilliseconds(0))
    #expect(webhook.signing.hasPrefix("; the receiver verifies with \(text) or whpk_"))
  }

  @Test func `the kernel's tables are read as they are`() throws {
    let table = """
        sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 17 1 0 100
         1: 0A4D000A:A000 010200C0:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 18 1 0 20
      """
    let rows = OpenSockets.rows(of: table, .tcp)
    #expect(rows.map(\.inode) == [17, 18])
    #expect(rows[0].socket.isListening)
    #expect(rows[1].socket == OpenSocket(kind: .tcp, remote: relay))
    let six = """
        sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode
         0: 00000000000000000000000000000000:A000 B80D0120000000000000000001000000:0035 01 0:0 0:0 0 0 0 19 1
      """
    let remote = try #require(OpenSockets.rows(of: six, .udp).first?.socket.remote)
    #expect(remote == Endpoint(.v6(0x2001_0db8 << 32, 1), port: 53))
  }

  @Test func `this process's own datagram socket is seen, and gone when it is closed`() throws {
    let before = try #require(OpenSockets.of("self")).count { $0.kind == .udp }
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(status == 0)
    #expect(try #require(OpenSockets.of("self")).count { $0.kind == .udp } > before)
    close(descriptor)
  }

  @Test func `only TCP to the endpoints of the profile passes`() {
    let allowed: Set<Endpoint> = [relay]
    func result(_ sockets: [OpenSocket]) -> Finding.Result {
      SocketCheck.finding(sockets, allowed: allowed).result
    }
    #expect(result([]) == .pass)
    #expect(result([OpenSocket(kind: .tcp, remote: relay)]) == .pass)
    #expect(result([OpenSocket(kind: .tcp, remote: elsewhere)]) == .fail)
    #expect(result([OpenSocket(kind: .tcp, isListening: true)]) == .fail)
    for kind in [OpenSocket.Kind.udp, .raw, .packet] {
      #expect(result([OpenSocket(kind: kind)]) == .fail, "\(kind)")
    }
    #expect(SocketCheck.finding(nil, allowed: allowed).result == .fail)
    #expect(SocketCheck.finding([OpenSocket(kind: .udp)], allowed: nil).result == .pass)
  }

  @Test func `every way out has a line in every profile`() throws {
    for profile in NetworkProfile.allCases {
      let plan = try NetworkPlan(NetworkConfiguration(profile: profile), bot: nil, home: nil)
      let words = WaysOut.findings(plan, webhooks: 2).map(\.words)
      for way in ["UDP", "local network", "TCP relays", "DNS", "webhooks"] {
        #expect(words.count { $0.hasPrefix("\(way): ") } == 1, "\(way) in \(profile)")
      }
    }
  }

  @Test func `a home that others may open, and a file of secrets, are named`() throws {
    let directory = try WorkerBench.Directory()
    #expect(
      MachineChecks.permissions(home: directory.path, secretFiles: []).map(\.result) == [.pass])
    let secret = directory.path + "/secret"
    try Data("x".utf8).write(to: URL(filePath: secret))
    #expect(chmod(secret, 0o644) == 0 && chmod(directory.path, 0o750) == 0)
    let findings = MachineChecks.permissions(home: directory.path, secretFiles: [secret])
    #expect(findings.map(\.result) == [.fail, .fail])
    #expect(findings[1].words.contains(secret))
  }

  @Test func `a disk that can be written and synced passes`() throws {
    let directory = try WorkerBench.Directory()
    #expect(MachineChecks.disk(home: directory.path + "/not/yet/there").result == .pass)
    #expect(MachineChecks.disk(home: "/proc/home").result == .fail)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
  }

  @Test func `a full examination leaves no home behind and names the missing relay`()
    async throws
  {
    let directory = try WorkerBench.Directory()
    let home = directory.path + "/home"
    let key = String(repeating: "A1", count: 32)
    let doctor = Doctor(
      homePath: home, rulesPath: nil,
      network: NetworkConfiguration(
        profile: .relay, bootstrap: [], relays: ["127.0.0.1:1:\(key)"]), seconds: 3)
    var findings: [Finding] = []
    #expect(await doctor.examine { findings.append($0) } == false)
    #expect(!FileManager.default.fileExists(atPath: home))
    let network = try #require(findings.first { $0.subject == "network" })
    #expect(network.result == .fail)
    #expect(network.words.contains("127.0.0.1:1: refused"))
    #expect(findings.contains { $0.subject == "sockets" })
  }

  @Test func `what is stored is said to be sealed, or what is left of it`() {
    func words(_ change: (inout SealSummary) -> Void) -> [String] {
      var summary = SealSummary(state: .sealed, readers: ["inboxpub_…"])
      change(&summary)
      return SealChecks.findings(summary).map { "\($0.result) \($0.words)" }
    }
    #expect(words { $0.state = .off } == [])
    #expect(words { _ in } == ["pass all of it is sealed to the present keys"])
    let sealing = words {
      $0.state = .sealing
      ($0.clear, $0.clearFiles) = (12, 1)
    }
    #expect(sealing.count == 1 && sealing[0].hasPrefix("note 12 values and 1 files from before"))
    let others = words {
      ($0.otherEnvelopes, $0.otherReaders) = (3, ["0123-4567-89ab-cdef"])
      $0.state = .cleaning
    }
    #expect(others.count == 2 && others[1].contains("earlier keys open some of it (0123-4567"))
  }

  @Test func `content is said to be sealed with the ids of the keys, or to be in clear`() {
    let key = InboxSecret().key
    let sealed = SealChecks.finding(.init(seal: .to([key])))
    #expect(sealed.result == .pass && sealed.words == "sealed on arrival to \(key.id)")
    #expect(SealChecks.finding(.init()).words.hasPrefix("stored in clear"))
    #expect(SealChecks.finding(.init(keep: .nothing)).words == "no message is stored")
  }

  @Test func `with an unreadable bot's file nothing is opened: it may be stricter`() async throws {
    let directory = try WorkerBench.Directory()
    let rules = directory.path + "/bot.lua"
    try #"profile { network = "relay""#.write(toFile: rules, atomically: true, encoding: .utf8)
    let findings = await findings(home: directory.path + "/home", rules: rules)
    #expect(findings.contains { $0.subject == "bot" && $0.result == .fail })
    #expect(!wasOnTheNetwork(findings))
  }

  @Test func `with an unreadable home nothing is opened: its bot may be stricter`() async throws {
    let directory = try WorkerBench.Directory()
    let database = directory.path + "/state.sqlite"
    try "no database at all".write(toFile: database, atomically: true, encoding: .utf8)
    #expect(!wasOnTheNetwork(await findings(home: directory.path, rules: nil)))
  }

  private func findings(home: String, rules: String?) async -> [Finding] {
    let doctor = Doctor(
      homePath: home, rulesPath: rules,
      network: NetworkConfiguration(
        bootstrap: [], port: 0, bindAddress: "127.0.0.1", discoversLAN: false), seconds: 1)
    var findings: [Finding] = []
    _ = await doctor.examine { findings.append($0) }
    return findings
  }

  /// It says why there was none, or which sockets were open.
  private func wasOnTheNetwork(_ findings: [Finding]) -> Bool {
    !findings.contains { $0.subject == "network" && $0.result == .fail }
      || findings.contains { $0.subject == "sockets" }
  }
}
