public import Foundation

/// A folder with certificates for one test: an authority's and one that it issued to a server.
public final class TestCertificates {
  public enum Kind: Sendable {
    case sound, expired, forAnotherName
    /// By no authority.
    case selfSigned
  }

  /// Has `ca.pem`, `leaf.pem` and `leaf.key`.
  public let folder: URL
  /// PEM of the authority, and of its key.
  public let authority: [UInt8]
  public let authorityKey: [UInt8]

  public init(_ kind: Kind) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "postern-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.run(Self.authorityScript, in: folder, [])
    let name = kind == .forAnotherName ? "DNS:other.example" : "IP:127.0.0.1,DNS:desk.invalid"
    let script = kind == .selfSigned ? Self.selfSignedScript : Self.leafScript
    try Self.run(script, in: folder, [name, kind == .expired ? "-1" : "2"])
    authority = [UInt8](try Data(contentsOf: folder.appending(path: "ca.pem")))
    authorityKey = [UInt8](try Data(contentsOf: folder.appending(path: "ca.key")))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static let authorityScript = """
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key \
      -out ca.pem -subj "/CN=Own authority" -days 2
    """
  private static let leafScript = """
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key \
      -out leaf.csr -subj /CN=leaf &&
    echo "subjectAltName=$1" >leaf.ext &&
    openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "$2" \
      -extfile leaf.ext -out leaf.pem
    """
  private static let selfSignedScript = """
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout leaf.key \
      -out leaf.pem -subj /CN=leaf -addext "subjectAltName=$1" -days "$2"
    """
  /// Runs a script of openssl in a folder.
  public static func run(_ script: String, in folder: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Fault() }
  }

  /// openssl made no certificate.
  private struct Fault: Error {}
}
