/// The two name spaces of the key-value store.
public enum StoreKey {
  public static func bot(_ key: String) -> String { "bot/\(key)" }

  public static func contact(_ contact: ContactKey, _ key: String) -> String {
    prefix(of: contact) + key
  }

  /// What each key of this contact begins with.
  public static func prefix(of contact: ContactKey) -> String {
    "contact/\(contact.hexadecimal)/"
  }
}
