import GatewayCore
import GatewayRules
import Testing

@Suite struct `The declaration of files` {
  @Test func `without it none is taken, and with it those that a rule takes`() throws {
    #expect(try load("").configuration.files == FilePolicy())
    #expect(FilePolicy().acceptance == .nobody)
    #expect(try load("files {}").configuration.files.acceptance == .ask)
  }

  @Test func `is read`() throws {
    let files = try load(
      """
      files { accept = "everyone", max = "8MiB", per_contact = "100MB", total = "2GB", transfers = 3,
        types = { "application/pdf", "Image/*" }, transform = { "exiftool", "-all=" } }
      """
    ).configuration.files
    #expect(files.acceptance == .everyone && files.sizeMax == 8 << 20)
    #expect(files.contactBytesMax == 100_000_000 && files.bytesMax == 2_000_000_000)
    #expect(files.contactTransfersMax == 3 && files.transform == ["exiftool", "-all="])
    #expect(files.takes(type: "image/png") && files.takes(type: "application/pdf"))
    #expect(!files.takes(type: "application/pdfx") && !files.takes(type: "imagex/png"))
    #expect(!files.takes(type: "text/html"))
    #expect(FilePolicy().takes(type: "text/html"))
  }

  @Test(arguments: [
    ("'x'", "files takes a table: files { accept = … }"),
    (
      "{ accept = 'all' }",
      #"accept of files is "all" but must be one of "everyone", "ask", "nobody""#
    ),
    ("{ max = 5 }", #"max of files must be a size like "50MB" or "2GiB""#),
    ("{ max = '0B' }", #"max of files must be a size like "50MB" or "2GiB""#),
    ("{ total = 'lots' }", #"total of files must be a size like "50MB" or "2GiB""#),
    (
      "{ max = '1GB' }",
      "max of files is more than per_contact, 500000000 bytes: no file is so large"
    ),
    ("{ per_contact = '1TB' }", "per_contact of files is more than total, 20000000000 bytes"),
    ("{ transfers = 0 }", "transfers of files must be a whole number from 1 to 256"),
    (
      "{ types = { 'png' } }",
      #"types of files has "png", which is not written like "image/png" or "image/*""#
    ),
    (
      "{ types = { '*/*' } }",
      #"types of files has "*/*", which is not written like "image/png" or "image/*""#
    ),
    (
      "{ types = 'image/*' }", #"types of files must be a list of texts: { "image/*" }, not a text"#
    ),
    ("{ transform = {} }", #"transform of files needs the name of a program: { "command" }"#),
    (
      "{ sizes = 1 }",
      "files has no option 'sizes'; it knows accept, max, per_contact, total, transfers, types, avatars, transform"
    ),
  ])
  func `with a mistake is refused with its line`(_ argument: String, _ reason: String) throws {
    do throws(RuleFailure) {
      _ = try load("\nfiles(\(argument))")
      Issue.record("it was loaded")
    } catch {
      #expect(error.message == reason && error.line == 2)
      #expect(error.reason == .configuration)
    }
  }

  @Test func `of a webhook lets files of a size go along`() throws {
    func webhook(_ options: String) throws -> Webhook? {
      try load("webhook 'desk' { url = 'https://desk.example', \(options) }")
        .configuration.webhooks.first
    }
    #expect(try webhook("files = '8MB'")?.filesMax == 8_000_000)
    #expect(try webhook("send = 'message', files = '1B'")?.filesMax == 1)
    #expect(try webhook("")?.filesMax == nil)
    for options in ["files = '2GB'", "files = 8", "send = 'thin', files = '8MB'"] {
      #expect(throws: RuleFailure.self) { try webhook(options) }
    }
  }
}
