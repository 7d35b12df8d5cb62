/// The two name spaces of the key-value store.
public enum StoreKey {
  public static func bot(_ key: String) -> String { "bot/\(key)" }

  public static func contact(_ contact: ContactKey, _ key: String) -> String {
    prefix(of: contact) + key
  }

  /// The prefix of each key of this contact.
  public static func prefix(of contact: ContactKey) -> String {
    "contact/\(contact.hexadecimal)/"
  }
}
