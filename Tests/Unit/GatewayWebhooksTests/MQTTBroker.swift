import Foundation
import GatewayCore
import GatewayWebhooks
import TestSupport
import Testing

/// mosquitto on this machine; the user "bot" with the password "pass word" may publish below
/// "desk/" and subscribe to everything.
final class MQTTBroker {
  let port: Int
  private let isEncrypted: Bool
  private let certificates: TestCertificates
  private var process = Process()

  var authority: [UInt8] { certificates.authority }
  var url: String { "\(isEncrypted ? "mqtts" : "mqtt")://127.0.0.1:\(port)" }

  init(encrypted: Bool = false, certificate: TestCertificates.Kind = .sound) throws {
    isEncrypted = encrypted
    certificates = try TestCertificates(certificate)
    let finder = try PythonServer(Self.freePort, in: certificates.folder)
    port = try finder.port()
    var configuration = """
      user root
      listener \(port) 127.0.0.1
      allow_anonymous false
      password_file passwords
      acl_file rights
      message_size_limit 200000

      """
    if encrypted { configuration += "certfile leaf.pem\nkeyfile leaf.key\n" }
    try write(configuration, to: "broker.conf")
    try write("user bot\ntopic readwrite desk/#\ntopic read #\n", to: "rights")
    let passwords = Process()
    passwords.executableURL = URL(filePath: "/usr/bin/mosquitto_passwd")
    passwords.arguments = ["-c", "-b", "passwords", "bot", "pass word"]
    passwords.currentDirectoryURL = certificates.folder
    try passwords.run()
    passwords.waitUntilExit()
    try start()
  }

  deinit { stop() }

  /// Starts it, again after `stop`, at the same port.
  func start() throws {
    process = Process()
    process.executableURL = URL(filePath: "/usr/sbin/mosquitto")
    process.arguments = ["-c", "broker.conf"]
    process.currentDirectoryURL = certificates.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let waiter = try PythonServer(Self.waitForPort, arguments: ["\(port)"], in: certificates.folder)
    #expect(try waiter.port() == port)
  }

  func stop() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Lines of what is published: whether it is retained (0 or 1), topic and payload.
  func subscriber() async throws -> PythonServer {
    var arguments = ["-p", "\(port)", "-h", "127.0.0.1", "-u", "bot", "-P", "pass word"]
    arguments += ["-t", "#", "-d", "-F", "is %r %t %p"]
    if isEncrypted { arguments += ["--cafile", "ca.pem"] }
    let server = try PythonServer(Self.subscribe, arguments: arguments, in: certificates.folder)
    #expect(await server.nextLine() == "subscribed")
    return server
  }

  private func write(_ text: String, to name: String) throws {
    try text.write(
      to: certificates.folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  private static let freePort = """
    import socket
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    print(place.getsockname()[1])
    """
  private static let waitForPort = """
    import socket, sys, time
    while True:
        try:
            socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close()
            break
        except OSError:
            time.sleep(0.01)
    print(sys.argv[1])
    """
  private static let subscribe = """
    import ctypes, signal, subprocess, sys
    def end_with_parent(): ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    client = subprocess.Popen(
        ["stdbuf", "-oL", "mosquitto_sub"] + sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, preexec_fn=end_with_parent)
    for line in client.stdout:
        if line.startswith("Subscribed"): print("subscribed")
        if line.startswith("is "): print(line[3:], end="")
    """
}
