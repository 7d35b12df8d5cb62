extension LanguageStrings {
  /// Modern Standard Arabic, with the digits of the other languages.
  static let arabic = LanguageStrings(
    words: [
      .ownName: "العربية",
      .skip: "إلى المحتوى",
      .inbox: "الوارد",
      .statistics: "إحصاءات",
      .audit: "سجل التدقيق",
      .account: "الحساب",
      .sessions: "الجلسات",
      .signOut: "تسجيل الخروج",
      .language: "اللغة",
      .change: "تغيير",
      .utc: "الأوقات بالتوقيت العالمي UTC.",
      .colours: "الألوان",
      .coloursSystem: "حسب النظام",
      .coloursLight: "فاتحة",
      .coloursDark: "داكنة",
      .keys: "لوحة المفاتيح",
      .keyNext: "التالي",
      .keyPrevious: "السابق",
      .keySearch: "بحث",
      .keyReply: "رد",
      .keyClose: "إغلاق المحادثة",
      .keyHelp: "عرض هذه المفاتيح",
      .keysOn: "استخدام هذه المفاتيح",
      .hide: "إخفاء",
      .arrived: "وصل شيء جديد.",
      .reload: "عرضه",

      .search: "بحث",
      .searchWords: "كلمات في الرسائل",
      .filters: "المرشحات",
      .all: "الكل",
      .mine: "المسندة إليّ",
      .unassigned: "غير المسندة",
      .starred: "ذات النجمة",
      .unread: "غير المقروءة",
      .label: "وسم",
      .show: "عرض",
      .reset: "عرض كل المحادثات",
      .noTips: "لا محادثات هنا.",
      .noMatches: "لا رسالة فيها هذه الكلمات.",
      .select: "تحديد {}",
      .withSelected: "المحدد:",
      .markClosed: "إغلاق",
      .markOpen: "إعادة فتح",
      .addStar: "إضافة نجمة",
      .removeStar: "إزالة النجمة",
      .markRead: "تعليم كمقروءة",
      .markUnread: "تعليم كغير مقروءة",
      .assignToMe: "إسناد إليّ",
      .unassign: "إلغاء الإسناد",
      .apply: "تطبيق",
      .older: "الأقدم",
      .newest: "الأحدث",
      .overdue: "متأخرة",
      .statusNew: "جديدة",
      .statusOpen: "مفتوحة",
      .statusWaiting: "بانتظار",
      .statusClosed: "مغلقة",
      .sealed: "مختومة",

      .back: "كل المحادثات",
      .earlier: "رسائل أقدم",
      .callsItself: "يسمّي نفسه {}",
      .noMessages: "لا رسائل هنا.",
      .actions: "هذه المحادثة",
      .status: "الحالة",
      .assignedTo: "مسندة إلى",
      .noAssignee: "لا أحد بعد",
      .tags: "الوسوم",
      .assignTo: "إسناد إلى",
      .assign: "إسناد",
      .setLabel: "وسوم جهة الاتصال",
      .labelHint: "تفصل بينها فواصل.",
      .save: "حفظ",
      .notes: "ملاحظات",
      .note: "ملاحظة جديدة",
      .noteHint: "لا يرى الملاحظات إلا الزملاء.",
      .addNote: "إضافة الملاحظة",
      .eraseNote: "محو الملاحظة",
      .eraseConversation: "محو هذه الرسائل…",
      .fromContact: "جهة الاتصال",
      .fromDesk: "التحرير",
      .automatic: "رد آلي",
      .notice: "إشعار",
      .sealedText: "مختومة. تُفتح على حاسوب لديه مفتاح الوارد.",
      .encryptedText: "شفّرها كاتبها: {}",
      .cutText: "لا يظهر سوى البداية.",
      .wholeText: "الرسالة كاملة",
      .more: "المزيد",
      .about: "بخصوص",
      .closeMessage: "إغلاق الرسالة",
      .reopenMessage: "إعادة فتح الرسالة",
      .erase: "محو…",
      .retry: "إرسال من جديد",
      .deliveryWaiting: "ينتظر اتصال الطرف الآخر",
      .deliverySent: "أُرسل ولم يُستلم بعد",
      .deliveryReceived: "استُلم",
      .deliveryFailed: "لم يُستلم في الوقت المحدد ولن يُرسل بعد",
      .yourReply: "ردّك",
      .send: "إرسال",
      .saveDraft: "حفظ المسودة",
      .draftSaved: "حُفظت المسودة",
      .canned: "ردود جاهزة",
      .cannedInsert: "وضعه في النموذج",
      .cannedSend: "إرساله فورًا",
      .notAccepted: "جهة الاتصال هذه غير مقبولة، فلا يمكن إرسال شيء إليها.",
      .answering: "{} يكتب ردًّا الآن.",
      .blocked: "جهة الاتصال هذه محظورة.",

      .fileWarning: """
      قد يضر الملف بحاسوبك أو يكشف لمرسله مكانك. افتحه على حاسوب بلا شبكة أو باستخدام \
      Dangerzone.
      """,
      .download: "تنزيل",
      .fileOriginal: "كما أُرسل",
      .accept: "قبول",
      .refuse: "رفض",
      .claimedName: "يسمّيه مرسله {}",
      .fileOffered: "معروض وينتظر القرار",
      .fileReceiving: "قيد الوصول",
      .fileRefused: "مرفوض",
      .fileFailed: "انقطع",
      .fileSending: "قيد الإرسال",
      .fileSent: "أُرسل",
      .sizeUnknown: "الحجم مجهول",

      .eraseTitle: "محو؟",
      .eraseWhat: "يزول هذا من هنا ومن كل القوائم:",
      .eraseUndo: "يمكن التراجع حتى ذلك الحين. ما يُمحى فورًا لا يعود.",
      .eraseLater: "محو بعد {}",
      .eraseNow: "محو فورًا",
      .keep: "إبقاء",
      .keepAll: "إبقاء الكل",
      .leaving: "تُمحى {}",
      .cancel: "إلغاء",
      .eraseNotes: "تبقى الملاحظات والوسوم.",

      .auditHint: "ما فعله الفريق. لا شيء فيه مما كتبته جهات الاتصال.",
      .time: "الوقت",
      .member: "العضو",
      .way: "عبر",
      .action: "الإجراء",
      .count: "العدد",
      .detail: "التفصيل",
      .noEntries: "لا قيود.",
      .wayOwner: "الجهاز نفسه",
      .wayToken: "برنامج",
      .wayWeb: "الويب",
      .wayChat: "الدردشة",
      .wayRule: "قاعدة",
      .tipsPerDay: "البلاغات في اليوم",
      .firstAnswer: "الوقت حتى أول رد",
      .firstAnswerMedian: "نصف من تلقّوا ردًّا تلقّوه خلال {}.",
      .unanswered: "بلا رد",
      .day: "اليوم",
      .tips: "البلاغات",
      .within: "خلال {}",
      .later: "بعد ذلك",
      .noData: "لا شيء للعرض بعد.",
      .asTable: "في جدول",
      .sessionsHint: "أين سجّلت الدخول. أنهِ كل جلسة ليست لك.",
      .thisSession: "هذه الجلسة",
      .signedInSince: "تسجيل الدخول {}",
      .endSession: "إنهاء الجلسة",
      .setPassphrase: "تغيير عبارة المرور",
      .currentPassphrase: "عبارة المرور الحالية",
      .newPassphrase: "عبارة المرور الجديدة",
      .passphraseAgain: "عبارة المرور الجديدة مرة أخرى",
      .passphraseHint: "{} حرفًا على الأقل. بضع كلمات عشوائية أفضل من كلمة واحدة.",

      .staff: "الفريق",
      .noMembers: "لا أعضاء بعد.",
      .withCodes: "برموز",
      .lacksPassphrase: "لا عبارة مرور له بعد، فلا يستطيع الدخول.",
      .role: "الدور",
      .roleReader: "قارئ",
      .roleReplier: "مجيب",
      .roleAdmin: "مدير",
      .roleHint: "القارئ يقرأ، والمجيب يرد ويرتب أيضًا، والمدير يفعل كل شيء.",
      .lastSignedIn: "آخر دخول {}",
      .neverSignedIn: "لم يدخل قط",
      .removeMember: "إزالة {}",
      .removeHint: "تنتهي جلساته فورًا. ويبقى ما كتبه باسمه.",
      .tokenSessions: "جلسات بالرموز المميزة",
      .addMember: "إضافة عضو",
      .firstPassphrase: "عبارة المرور الأولى",
      .tellPassphrase: "أخبر بها العضو ليغيرها في «الحساب».",

      .signIn: "تسجيل الدخول",
      .signInHint: "لأعضاء هذا التحرير.",
      .withPassphrase: "بعبارة المرور",
      .name: "الاسم",
      .passphrase: "عبارة المرور",
      .code: "الرمز",
      .codeHint: "ستة أرقام إن كانت لحسابك.",
      .withToken: "برمز شخصي",
      .token: "الرمز الشخصي",
      .tokenHint: "يبدأ بـ «postern_».",
      .signInFailed: "لا تطابق.",
      .signInLocked: "محاولات كثيرة. انتظر قليلًا ثم أعد المحاولة.",
      .signedOut: "سجّلت الخروج.",

      .locked: "مقفل",
      .unlocked: "مفتوح",
      .lock: "قفل",
      .unlock: "فتح",
      .unlockTitle: "فتح الوارد",
      .unlockHint: """
      ما كتبه الناس هنا مختوم. يفتحه المفتاح لهذه الجلسة وحدها: يبقيه الخادم في الذاكرة \
      حتى تقفل الوارد أو تسجّل الخروج أو لا تفعل شيئًا طوال {}. ولا يُخزَّن في أي مكان.
      """,
      .unlockWarning: """
      من يتحكم بالخادم في ذلك الوقت يستطيع أن يقرأ معك. إن كان في ذلك خطر فاقرأ على حاسوبك \
      أنت: ‏«postern inbox web».
      """,
      .keyFile: "مفتاح الوارد",
      .keyFileHint: "الملف الذي أنشأه «postern key inbox new».",
      .keyPassphrase: "عبارة مرور المفتاح",
      .keyPassphraseHint: "اتركها فارغة إن لم تكن للمفتاح عبارة.",
      .unlockFailedPassphrase: "ليست هذه عبارة مرور هذا المفتاح.",
      .unlockFailedKey: "ليس في هذا الملف مفتاح سري للوارد.",
      .unlockFailedOther: "لا يفتح هذا المفتاح شيئًا من هذا الوارد.",
      .doneUnlocked: "الوارد مفتوح لهذه الجلسة.",
      .doneLocked: "الوارد مقفل.",
      .sealedOther: "مختوم لمفتاح آخر، أو تغيّر منذ ختمه.",
      .searchLocked: "لا يُبحث في الرسائل المختومة إلا والوارد مفتوح.",
      .linkHint: "هذا الوارد يعمل على حاسوبك أنت. والرابط يعمل مرة واحدة.",
      .noLinkHint: """
      افتح الرابط الظاهر في الطرفية التي يعمل فيها «postern inbox web». وكل رابط يعمل مرة \
      واحدة.
      """,
      .ownUnlockHint: """
      ما كتبه الناس هنا مختوم. يفتحه المفتاح لهذه الجلسة وحدها: يبقى في ذاكرة هذا الحاسوب \
      حتى تقفل الوارد أو تسجّل الخروج أو لا تفعل شيئًا طوال {}. ولا يُخزَّن في أي مكان، \
      ولا يصل أبدًا إلى جهاز البوت.
      """,

      .doneReply: "حُفظ ردّك. يُرسل حين تتصل جهة الاتصال.",
      .doneNote: "أُضيفت الملاحظة.",
      .doneErased: "مُحي.",
      .doneScheduled: "سيُمحى بعد قليل. يمكنك التراجع هنا حتى ذلك الحين.",
      .doneKept: "أُبقي.",
      .doneSaved: "حُفظ.",
      .problemInvalid: "هذا الطلب غير مفهوم",
      .problemForbidden: "دورك لا يسمح بذلك",
      .problemAbsent: "لا شيء هنا",
      .problemMethod: "هذا العنوان لا يقبل مثل هذا الطلب",
      .problemLarge: "هذا أكبر من المسموح",
      .problemBusy: "طلبات كثيرة",
      .problemFailed: "لم يُنفَّذ هذا",
      .problemUnavailable: "لا يمكن ذلك الآن",
      .toInbox: "إلى الوارد",

      .contactTitle: "راسلنا بسرية",
      .contactIntro: """
      نقرأ الرسائل على Tox، وهي شبكة مشفّرة بلا شركة ولا حسابات ولا أرقام هواتف. لا يقرأ ما \
      تكتبه سواك وسوانا.
      """,
      .contactAddress: "معرّفنا في Tox",
      .contactScan: "امسحه ببرنامج Tox.",
      .contactLink: "فتح في برنامج Tox",
      .contactLinkHint: "يعمل حيث يوجد برنامج يفتح روابط «tox:».",
      .contactCopy: "انسخ الأحرف الستة والسبعين كلها بلا مسافات.",
      .contactWords: "كلمات التحقق",
      .contactWordsHint: """
      قارن هذه الكلمات الثماني بما في طبعتنا الورقية أو عبر هاتفنا. إن اختلفت فهذا العنوان ليس \
      لنا.
      """,
      .contactHow: "كيف تصل إلينا بأمان",
      .contactStep1: """
      استخدم جهازك الخاص بعيدًا عن مكان عملك وشبكته. لا تستخدم جهازًا يديره صاحب عملك.
      """,
      .contactStep2: """
      ثبّت برنامج Tox. اختر اسمًا للملف الشخصي لا يدل عليك: فالبرنامج يرسله إلينا.
      """,
      .contactStep3: """
      قبل أن تتصل، اضبط البرنامج على Tor كما في الأسفل وأوقف UDP.
      """,
      .contactStep4: """
      أضف معرّفنا جهةَ اتصال واكتب إلينا. احتفظ بالملف الشخصي للبرنامج: به تعود بصفتك الشخص \
      نفسه.
      """,
      .contactClients: "البرامج",
      .contactDesktop: "الحاسوب",
      .contactPhone: "الهاتف",
      .contactTor: "Tor",
      .contactTorText: """
      شغّل Tor أو متصفح Tor (المنفذ 9150). في إعدادات الاتصال أوقف UDP والاكتشاف المحلي، واضبط \
      هذا الوكيل:
      """,
      .contactTorNever: "من دون Tor يرى آخرون على الشبكة، ونحن أيضًا، عنوانك على الإنترنت.",
      .contactLimits: "ما لا يحميه هذا",
      .contactLimit1: "ترى شبكتك أنك تستخدم Tox أو Tor. ولا ترى ما تكتبه.",
      .contactLimit2: """
      من يصل إلى جهازك يستطيع قراءة ما عليه. أوقف سجل المحادثات في البرنامج واحمِ الملف الشخصي \
      بكلمة مرور.
      """,
      .contactLimit3: "قد يدل عليك أسلوبك ووقت كتابتك وما لا يعرفه إلا قليلون.",
      .contactLimit4: "تحمل المستندات آثارًا: أسماء وأماكن وأرقام طابعات ونسخًا معلَّمة.",
      .contactLimit5: """
      ربما رأت شبكتك أنك فتحت هذه الصفحة. متصفح Tor يمنع ذلك.
      """,
      .contactReceipt: "متى تصلنا",
      .contactReceiptText: """
      حين يُظهر برنامجك أن الرسالة سُلِّمت تكون محفوظة لدينا. قد نرد بعد أيام؛ ويصل ردّنا حين \
      يكون برنامجك متصلًا.
      """,
      .contactFiles: "المستندات",
      .contactFilesText: """
      يمكنك إرسال ملفات في البرنامج. أخبرنا أولًا ما هي. نزيل الآثار قبل النشر، فلا تعتمد على \
      ذلك وحده.
      """,
      .contactFile: "هذه الصفحة ملف واحد. يمكنك حفظها وقراءتها بلا شبكة.",
    ],
    counted: [
      .minutes: [
        .zero: "أقل من دقيقة", .one: "دقيقة واحدة", .two: "دقيقتان", .few: "{} دقائق",
        .many: "{} دقيقة", .other: "{} دقيقة",
      ],
      .hours: [
        .zero: "أقل من ساعة", .one: "ساعة واحدة", .two: "ساعتان", .few: "{} ساعات",
        .many: "{} ساعة", .other: "{} ساعة",
      ],
      .days: [
        .zero: "أقل من يوم", .one: "يوم واحد", .two: "يومان", .few: "{} أيام",
        .many: "{} يومًا", .other: "{} يوم",
      ],
      .erasing: [
        .zero: "لا رسالة ستُمحى.", .one: "رسالة واحدة هنا ستُمحى قريبًا.",
        .two: "رسالتان هنا ستُمحيان قريبًا.", .few: "{} رسائل هنا ستُمحى قريبًا.",
        .many: "{} رسالة هنا ستُمحى قريبًا.", .other: "{} رسالة هنا ستُمحى قريبًا.",
      ],
      .conversations: [
        .zero: "لا محادثات", .one: "محادثة واحدة", .two: "محادثتان", .few: "{} محادثات",
        .many: "{} محادثة", .other: "{} محادثة",
      ],
      .newMessages: [
        .zero: "لا جديد", .one: "رسالة جديدة", .two: "رسالتان جديدتان", .few: "{} رسائل جديدة",
        .many: "{} رسالة جديدة", .other: "{} رسالة جديدة",
      ],
      .notes: [
        .zero: "لا ملاحظات", .one: "ملاحظة واحدة", .two: "ملاحظتان", .few: "{} ملاحظات",
        .many: "{} ملاحظة", .other: "{} ملاحظة",
      ],
      .messages: [
        .zero: "لا رسائل", .one: "رسالة واحدة", .two: "رسالتان", .few: "{} رسائل",
        .many: "{} رسالة", .other: "{} رسالة",
      ],
      .answers: [
        .zero: "لا ردود", .one: "رد واحد", .two: "ردّان", .few: "{} ردود", .many: "{} ردًّا",
        .other: "{} رد",
      ],
      .deliveries: [
        .zero: "لا عمليات تسليم", .one: "عملية تسليم واحدة", .two: "عمليتا تسليم",
        .few: "{} عمليات تسليم", .many: "{} عملية تسليم", .other: "{} عملية تسليم",
      ],
      .applyToAll: [
        .zero: "لا شيء للتطبيق", .one: "تطبيق على المحادثة", .two: "تطبيق على الاثنتين",
        .few: "تطبيق على كل الـ {}", .many: "تطبيق على كل الـ {}", .other: "تطبيق على كل الـ {}",
      ],
      .changed: [
        .zero: "لم تتغير أي محادثة.", .one: "تغيّرت محادثة واحدة.", .two: "تغيّرت محادثتان.",
        .few: "تغيّرت {} محادثات.", .many: "تغيّرت {} محادثة.", .other: "تغيّرت {} محادثة.",
      ],
    ],
    plural: .arabic,
    months: "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    date: "d m y",
    digitSeparator: ",")
}
