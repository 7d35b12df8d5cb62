import Foundation
import GatewayCore
import GatewayStore
import Glibc

/// The home that a user means, given a bot's file, a directory, both or neither.
///
/// A bot's name must mean one existing file: a missing file, and one that only shares the name of
/// another bot's file, are refused instead of getting a home.
public struct HomeChoice: Sendable {
  public let path: String
  /// The bot's file; nil for the command line's own identity, and where only a home was named.
  let bot: BotFilePath?
  /// The path of the rules: the file as it was typed, or that of the home that was named.
  public let rulesPath: String?
  /// Whether the user named the directory itself.
  private let isNamed: Bool

  /// - Parameters:
  ///   - bot: the bot's file, or the name of an existing home.
  ///   - home: the directory, where it does not follow from the bot's file.
  /// - Throws: `Failure` with what to do.
  public init(bot: String?, home: String?) throws(Failure) {
    isNamed = home != nil
    guard let bot else {
      self.bot = nil
      rulesPath = nil
      path = try Self.place(home, name: HomePlaces.own)
      return
    }
    let name = URL(filePath: bot).deletingPathExtension().lastPathComponent
    if let reason = Self.obstacle(to: bot) {
      let place = home == nil && !bot.contains("/") ? try? HomePlaces.standard(bot) : nil
      guard let place, HomePlaces.isHome(place) else {
        throw Failure("\(bot): \(reason).\(Self.suggestion(for: bot, named: name))", .data)
      }
      self.bot = nil
      path = place
      rulesPath = try Self.owner(ofHome: place)?.path
      return
    }
    self.bot = BotFilePath(bot)
    rulesPath = bot
    guard home != nil || name != HomePlaces.own else {
      throw Failure(
        "\(bot) would share the home of your own identity, \"\(name)\": name the file otherwise,"
          + " or give --home DIR.", .configuration)
    }
    path = try Self.place(home, name: name)
  }

  /// The same choice, for a command that must not use another bot's home under this bot's name.
  ///
  /// - Throws: `Failure` where the home belongs to another bot's file that still exists.
  public func checked() throws -> HomeChoice {
    guard let bot, !isNamed,
      let owner = try Self.owner(ofHome: path), !owner.isSameFile(as: bot), owner.exists
    else { return self }
    throw Failure(
      "The home \(path) belongs to another bot of this name, \(owner.path). Give \(bot.path) a home"
        + " of its own with --home DIR, or have it take over that one, with key and contacts, by"
        + " --home \(path).", .configuration)
  }

  private static func place(_ home: String?, name: String) throws(Failure) -> String {
    if let home { return home }
    return try HomePlaces.standard(name)
  }

  private static func owner(ofHome path: String) throws(Failure) -> BotFilePath? {
    do throws(StoreError) {
      return try Store.reading(home: path) { reader throws(StoreError) in
        try reader.botFile()
      } ?? nil
    } catch {
      throw Failure(error)
    }
  }

  /// Why a path is no bot's file; nil where it is one.
  private static func obstacle(to file: String) -> String? {
    var status = stat()
    guard stat(file, &status) == 0 else { return "\(NamedFile.Fault(errno: errno))" }
    return status.st_mode & S_IFMT == S_IFDIR ? "\(NamedFile.Fault(errno: EISDIR))" : nil
  }

  /// A suggestion of what the user may have meant, among the files next to the named one and the
  /// homes.
  private static func suggestion(for bot: String, named name: String) -> String {
    let directory = bot.contains("/") ? URL(filePath: bot).deletingLastPathComponent().path : "."
    let beside = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let files = beside.filter { $0.hasSuffix(".lua") && !$0.hasSuffix("_test.lua") }.sorted()
    let file = URL(filePath: bot).lastPathComponent
    if let meant = NearMiss.nearest(to: file.hasSuffix(".lua") ? file : file + ".lua", among: files)
    {
      let path = bot.contains("/") ? "\(bot.dropLast(file.count))\(meant)" : meant
      return " Did you mean \(path)?"
    }
    guard let home = NearMiss.nearest(to: name, among: HomePlaces.names()),
      let path = try? HomePlaces.standard(home)
    else { return " Name the bot's file, or its home with --home DIR." }
    let belongs = (try? owner(ofHome: path)).map { ", of the bot \($0.path)" } ?? ""
    return home == name
      ? " There is a home of that name, \(path)\(belongs): name that file, or --home \(path)."
      : " Did you mean \(home)? Its home is \(path)\(belongs)."
  }
}

extension StoreReader {
  /// The bot's file to which the home belongs; nil where no bot has run in it yet.
  func botFile() throws(StoreError) -> BotFilePath? {
    try meta(.botFile).map(BotFilePath.init(stored:))
  }
}

extension StoreTransaction {
  /// - Returns: the file to which the home belonged before, if it was another one.
  func rememberBotFile(_ file: BotFilePath) throws(StoreError) -> BotFilePath? {
    let before = try botFile()
    guard before != file else { return nil }
    try setMeta(.botFile, Array(file.path.utf8))
    return before
  }
}
