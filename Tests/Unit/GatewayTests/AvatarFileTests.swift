import Foundation
import GatewayCore
import GatewayRules
import Testing
import ToxCrypto
import ToxWire

@testable import Gateway

/// `profile { avatar = … }`: a picture that can't be shown is found when the file is loaded.
@Suite struct `The avatar of a bot` {
  /// One red pixel.
  static let pixel = [UInt8](
    Data(
      base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AA"
        + "AAMBAQDJ/pLvAAAAAElFTkSuQmCC")!)

  private let folder = NSTemporaryDirectory() + "postern-avatar-" + UUID().uuidString

  private func load(_ avatar: [UInt8]?, as name: String = "logo.png") throws -> Avatar? {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/bot.lua"
    try "profile { avatar = '\(name)' }".write(toFile: path, atomically: true, encoding: .utf8)
    if let avatar { try Data(avatar).write(to: URL(filePath: "\(folder)/\(name)")) }
    return try RuleFile(path: path) { _ in nil }.bot.configuration.profile.avatar
  }

  private func refusal(_ avatar: [UInt8]?, as name: String = "logo.png") -> String {
    do { return "taken: \(String(describing: try load(avatar, as: name)))" } catch {
      return "\(error)"
    }
  }

  @Test func `a PNG beside the bot's file is taken, with its hash`() throws {
    let avatar = try #require(try load(Self.pixel))
    #expect(avatar.bytes == Self.pixel)
    #expect(avatar.digest == Hash.sha256(Self.pixel).bytes)
  }

  @Test func `a picture may have 64 KiB`() throws {
    let body = Self.pixel.dropLast(12)
    let padding = [UInt8](repeating: 0, count: Avatar.bytesMax - Self.pixel.count)
    let largest = body + padding + Self.pixel.suffix(12)
    #expect(try load(Array(largest))?.bytes.count == Avatar.bytesMax)
    let tooLarge = body + padding + [0] + Self.pixel.suffix(12)
    #expect(refusal(Array(tooLarge)).contains("larger than 64 KiB"))
  }

  @Test func `what is missing, no PNG, or cut off is refused with its name and its reason`() {
    #expect(refusal(nil).contains("no such file): logo.png"))
    #expect(refusal(nil, as: "/dev/zero").contains("a pipe or a device"))
    #expect(refusal(nil, as: ".").contains("directory"))
    let wrong: [[UInt8]] = [
      [], Array("GIF89a".utf8), [0xFF, 0xD8, 0xFF, 0xE0], Self.pixel.dropLast(1),
      Array(Self.pixel.dropFirst(1)), Array(Self.pixel[..<33]),
    ]
    for bytes in wrong {
      #expect(refusal(bytes).contains("avatar of profile names a file that is no PNG picture"))
    }
  }

  @Test func `a picture without a pixel is none`() {
    var empty = Self.pixel
    empty.replaceSubrange(16..<20, with: [0, 0, 0, 0])
    #expect(Avatar.isPNG(Self.pixel) && !Avatar.isPNG(empty))
  }
}
