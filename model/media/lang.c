/* lang.c - the languages that subtitles are made in. */
#include <ctype.h>
#include "model/base/text.h"
#include "model/media/lang.h"

// clang-format off
static const struct {
    const char *two, *three, *other, *name; /* other: the bibliographic code where it differs */
} languages[] = {
    { "af", "afr", NULL, "Afrikaans" },   { "am", "amh", NULL, "Amharic" },
    { "ar", "ara", NULL, "Arabic" },      { "az", "aze", NULL, "Azerbaijani" },
    { "be", "bel", NULL, "Belarusian" },  { "bg", "bul", NULL, "Bulgarian" },
    { "bn", "ben", NULL, "Bengali" },     { "bo", "bod", "tib", "Tibetan" },
    { "bs", "bos", NULL, "Bosnian" },     { "ca", "cat", NULL, "Catalan" },
    { "cs", "ces", "cze", "Czech" },      { "cy", "cym", "wel", "Welsh" },
    { "da", "dan", NULL, "Danish" },      { "de", "deu", "ger", "German" },
    { "el", "ell", "gre", "Greek" },      { "en", "eng", NULL, "English" },
    { "eo", "epo", NULL, "Esperanto" },   { "es", "spa", NULL, "Spanish" },
    { "et", "est", NULL, "Estonian" },    { "eu", "eus", "baq", "Basque" },
    { "fa", "fas", "per", "Persian" },    { "fi", "fin", NULL, "Finnish" },
    { "fr", "fra", "fre", "French" },     { "ga", "gle", NULL, "Irish" },
    { "gl", "glg", NULL, "Galician" },    { "gu", "guj", NULL, "Gujarati" },
    { "he", "heb", NULL, "Hebrew" },      { "hi", "hin", NULL, "Hindi" },
    { "hr", "hrv", NULL, "Croatian" },    { "hu", "hun", NULL, "Hungarian" },
    { "hy", "hye", "arm", "Armenian" },   { "id", "ind", NULL, "Indonesian" },
    { "is", "isl", "ice", "Icelandic" },  { "it", "ita", NULL, "Italian" },
    { "ja", "jpn", NULL, "Japanese" },    { "ka", "kat", "geo", "Georgian" },
    { "kk", "kaz", NULL, "Kazakh" },      { "km", "khm", NULL, "Khmer" },
    { "kn", "kan", NULL, "Kannada" },     { "ko", "kor", NULL, "Korean" },
    { "ku", "kur", NULL, "Kurdish" },     { "ky", "kir", NULL, "Kyrgyz" },
    { "la", "lat", NULL, "Latin" },       { "lb", "ltz", NULL, "Luxembourgish" },
    { "lo", "lao", NULL, "Lao" },         { "lt", "lit", NULL, "Lithuanian" },
    { "lv", "lav", NULL, "Latvian" },     { "mi", "mri", "mao", "Maori" },
    { "mk", "mkd", "mac", "Macedonian" }, { "ml", "mal", NULL, "Malayalam" },
    { "mn", "mon", NULL, "Mongolian" },   { "mr", "mar", NULL, "Marathi" },
    { "ms", "msa", "may", "Malay" },      { "mt", "mlt", NULL, "Maltese" },
    { "my", "mya", "bur", "Burmese" },    { "nb", "nob", NULL, "Norwegian Bokm\xc3\xa5l" },
    { "ne", "nep", NULL, "Nepali" },      { "nl", "nld", "dut", "Dutch" },
    { "nn", "nno", NULL, "Norwegian Nynorsk" }, { "no", "nor", NULL, "Norwegian" },
    { "pa", "pan", NULL, "Punjabi" },     { "pl", "pol", NULL, "Polish" },
    { "ps", "pus", NULL, "Pashto" },      { "pt", "por", NULL, "Portuguese" },
    { "ro", "ron", "rum", "Romanian" },   { "ru", "rus", NULL, "Russian" },
    { "si", "sin", NULL, "Sinhala" },     { "sk", "slk", "slo", "Slovak" },
    { "sl", "slv", NULL, "Slovenian" },   { "so", "som", NULL, "Somali" },
    { "sq", "sqi", "alb", "Albanian" },   { "sr", "srp", NULL, "Serbian" },
    { "sv", "swe", NULL, "Swedish" },     { "sw", "swa", NULL, "Swahili" },
    { "ta", "tam", NULL, "Tamil" },       { "te", "tel", NULL, "Telugu" },
    { "th", "tha", NULL, "Thai" },        { "tl", "tgl", NULL, "Tagalog" },
    { "tr", "tur", NULL, "Turkish" },     { "uk", "ukr", NULL, "Ukrainian" },
    { "ur", "urd", NULL, "Urdu" },        { "uz", "uzb", NULL, "Uzbek" },
    { "vi", "vie", NULL, "Vietnamese" },  { "yi", "yid", NULL, "Yiddish" },
    { "zh", "zho", "chi", "Chinese" },    { "zu", "zul", NULL, "Zulu" },
};
// clang-format on

/* The codes for no language, for many, for one that has no code, and those left for own use. */
static bool is_none(const char *code)
{
    static const char *const none[] = { "und", "mul", "mis", "zxx" };
    for (size_t i = 0; i < COUNT(none); i++)
        if (strcmp(none[i], code) == 0)
            return true;
    return strlen(code) == 3 && code[0] == 'q' && code[1] <= 't';
}

struct lang lang_of(const char *said)
{
    struct lang l = { .tag = "und" };
    size_t      n = said ? strlen(said) : 0, code = n ? strcspn(said, "-_") : 0;
    char        low[4] = "";
    if (code < 2 || code > 3)
        return l;
    for (size_t i = 0; i < code; i++)
        low[i] = (char)tolower((unsigned char)said[i]);
    if (is_none(low))
        return l;
    for (size_t i = 0; i < COUNT(languages) && !l.name; i++)
        if (strcmp(languages[i].two, low) == 0 || strcmp(languages[i].three, low) == 0 ||
            (languages[i].other && strcmp(languages[i].other, low) == 0)) {
            snprintf(low, sizeof low, "%s", languages[i].two);
            l.name = languages[i].name;
        }
    snprintf(l.tag, sizeof l.tag, "%s%s", low, n < LANG_TAG - 2 ? said + code : "");
    for (char *c = l.tag; *c; c++)
        *c = *c == '_' ? '-' : *c;
    if (!lang_is_tag(l.tag, strlen(l.tag)))
        snprintf(l.tag, sizeof l.tag, "%s", lang_is_tag(low, strlen(low)) ? low : "und");
    return l;
}
