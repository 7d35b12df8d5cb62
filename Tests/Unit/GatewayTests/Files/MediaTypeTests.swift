import Foundation
import Testing

@testable import Gateway

/// Recognizing what a stranger sent.
@Suite struct `The type of a file` {
  private func type(of content: some Sequence<UInt8>, named name: String = "x") throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "media-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(content).write(to: file)
    return MediaType.ofFile(file.path)
  }

  private static let png: [UInt8] =
    [0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]

  @Test func `is found by the content, whatever the name says`() throws {
    #expect(try type(of: Self.png, named: "report.pdf") == "image/png")
    #expect(MediaType.of(Self.png) == "image/png")
    #expect(try type(of: "%PDF-1.7\n%\u{E9}\n1 0 obj\n".utf8, named: "a.png") == "application/pdf")
    #expect(try type(of: [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8)) == "image/jpeg")
    #expect(try type(of: "plain words\n".utf8, named: "run.exe") == "text/plain")
    let program = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + [64, 0, 0, 0]
    #expect(
      try type(
        of: program + Array("PE\0\0".utf8) + [UInt8](repeating: 0, count: 200), named: "a.pdf"
      )
      .hasPrefix("application/"))
    #expect(try type(of: "<!DOCTYPE html><html><body>".utf8, named: "a.txt") == "text/html")
  }

  @Test func `of what is no file, is empty or can't be read is unknown`() throws {
    #expect(try type(of: []) == MediaType.unknown)
    #expect(MediaType.of([]) == MediaType.unknown)
    #expect(MediaType.ofFile("/") == MediaType.unknown)
    #expect(MediaType.ofFile("/dev/zero") == MediaType.unknown)
    #expect(MediaType.ofFile("/nowhere/at/all") == MediaType.unknown)
    let link = FileManager.default.temporaryDirectory.appending(path: "link-\(UUID().uuidString)")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: URL(filePath: "/etc/passwd"))
    defer { try? FileManager.default.removeItem(at: link) }
    #expect(MediaType.ofFile(link.path) == MediaType.unknown)
  }

  /// A stranger's bytes, close to what libmagic parses furthest.
  @Test func `of damaged containers is found in bounded time`() throws {
    var state: UInt64 = 88_172_645_463_325_252
    func noise(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state)
      }
    }
    let beginnings: [[UInt8]] = [
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Array("PK\u{3}\u{4}".utf8),
      [0x7F] + Array("ELF".utf8) + [2, 1, 1], Array("Rar!\u{1A}\u{7}".utf8), [0x1F, 0x8B, 8],
      Array("{\"a\":[".utf8),
    ]
    for beginning in beginnings {
      for size in [1, 600, 70_000] {
        #expect(!(try type(of: beginning + noise(size))).isEmpty)
      }
    }
    let deep = String(repeating: "[", count: 500_000)
    #expect(!(try type(of: deep.utf8)).isEmpty)
  }
}
