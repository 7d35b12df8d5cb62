import Foundation

/// A machine of its own beside those of a namespace: joined to it by one cable, over which
/// everything goes that does not stay in the machine, since the other end is its router.
public final class NeighbourHost: Sendable {
  private let holder: NamespaceProcess
  private let namespace: Namespace
  private let number: Int

  /// Its own address.
  public static let address = "10.77.0.2"
  /// The address under which the namespace's processes are reached from here.
  public static let router = "10.77.0.1"

  public init(besides namespace: Namespace) async throws {
    self.namespace = namespace
    let said = RecordLog()
    let script = #"echo "{\"event\":\"up\",\"pid\":$$}"; exec cat"#
    holder = try namespace.start(["unshare", "--net", "sh", "-c", script]) { said.append(line: $0) }
    let up = try await said.next("a machine") { $0.event == "up" }
    guard let number = up.integer("pid") else { throw HarnessError("no number: \(up.fields)") }
    self.number = number
    // Without link-local addresses, which the kernel would announce by itself.
    let inside = """
      ip link set lo up
      ip address add \(Self.address)/24 dev cable0
      ip link set cable0 addrgenmode none up
      ip route add default via \(Self.router)
      """
    let outside = """
      ip link add cable1 type veth peer name cable0 netns \(number)
      ip address add \(Self.router)/24 dev cable1
      ip link set cable1 addrgenmode none up
      """
    try await namespace.run(["sh", "-ec", outside])
    try await namespace.run(entering + ["sh", "-ec", inside])
  }

  /// What stands before a command's words so that it runs here.
  public var entering: [String] { ["nsenter", "--net=/proc/\(number)/ns/net", "--"] }

  public func start(
    _ arguments: [String], onLine: @escaping @Sendable (String) -> Void
  ) throws -> NamespaceProcess {
    try namespace.start(entering + arguments, onLine: onLine)
  }

  @discardableResult
  public func run(_ arguments: [String]) async throws -> [String] {
    try await namespace.run(entering + arguments)
  }
}
