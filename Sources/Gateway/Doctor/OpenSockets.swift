import Foundation
import Glibc
import ToxNIO
import ToxWire

/// One socket of a process, as the kernel lists it.
struct OpenSocket: Hashable {
  enum Kind: String {
    case tcp, udp, raw, packet
  }

  var kind: Kind
  /// Port 0 at address 0 where there is no remote end; nil for kinds that have none.
  var remote: Endpoint?
  var isListening = false

  /// The remote end of a TCP connection; nil where it listens, or is not connected.
  var peer: Endpoint? {
    guard kind == .tcp, !isListening, let remote, remote.port != 0 else { return nil }
    return remote
  }

  var words: String {
    guard let remote, remote.port != 0 else {
      return isListening ? "\(kind.rawValue) (listening)" : kind.rawValue
    }
    return "\(kind.rawValue) to \(remote.text)"
  }
}

/// The network sockets of a process, as the kernel lists them.
///
/// - Source: proc(5), /proc/PID/fd and /proc/PID/net
enum OpenSockets {
  private static let tables: [(file: String, kind: OpenSocket.Kind)] = [
    ("tcp", .tcp), ("tcp6", .tcp), ("udp", .udp), ("udp6", .udp), ("raw", .raw), ("raw6", .raw),
    ("packet", .packet),
  ]

  /// - Parameter process: "self" or a number.
  /// - Returns: nil where the kernel denies access.
  static func of(_ process: String) -> [OpenSocket]? {
    guard let inodes = inodes(of: process) else { return nil }
    var sockets: [OpenSocket] = []
    for (file, kind) in tables {
      // A kernel without IPv6 has fewer tables.
      guard let text = try? String(contentsOfFile: "/proc/\(process)/net/\(file)", encoding: .utf8)
      else { continue }
      sockets += rows(of: text, kind).filter { inodes.contains($0.inode) }.map(\.socket)
    }
    return sockets
  }

  /// The numbers of the sockets that the process holds.
  private static func inodes(of process: String) -> Set<UInt64>? {
    let directory = "/proc/\(process)/fd"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      return nil
    }
    return Set(
      names.compactMap { name in
        guard
          let link = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "\(directory)/\(name)"), link.hasPrefix("socket:[")
        else { return nil }
        return UInt64(link.dropFirst(8).dropLast())
      })
  }

  /// The rows of one table.
  static func rows(
    of text: String, _ kind: OpenSocket.Kind
  ) -> [(inode: UInt64, socket: OpenSocket)] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      let columns = line.split(separator: " ")
      guard kind != .packet else {
        return columns.last.flatMap { UInt64($0) }.map { ($0, OpenSocket(kind: .packet)) }
      }
      guard columns.count > 9, let inode = UInt64(columns[9]) else { return nil }
      let listening: Substring = "0A"
      return (
        inode,
        OpenSocket(
          kind: kind, remote: endpoint(columns[2]),
          isListening: kind == .tcp && columns[3] == listening)
      )
    }
  }

  /// "0100007F:1F90": the address in 32-bit words, each as a little-endian machine reads it, and
  /// the port.
  private static func endpoint(_ text: Substring) -> Endpoint? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
    var words: [UInt32] = []
    for start in stride(from: 0, to: parts[0].count, by: 8) {
      let digits = parts[0].dropFirst(start).prefix(8)
      guard let word = UInt32(digits, radix: 16) else { return nil }
      words.append(word.byteSwapped)
    }
    switch words.count {
    case 1: return Endpoint(.v4(words[0]), port: port)
    case 4:
      return Endpoint(
        .v6Normalized(
          UInt64(words[0]) << 32 | UInt64(words[1]), UInt64(words[2]) << 32 | UInt64(words[3])),
        port: port)
    default: return nil
    }
  }
}
