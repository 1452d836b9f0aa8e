/* tool_people.c - accounts and their tokens. */
#include <getopt.h>
#include <sysexits.h>
#include "fcgi/tool.h"
#include "model/base/arena.h"
#include "model/base/crypt.h"
#include "model/base/text.h"
#include "model/db/db.h"
#include "model/people/person.h"
#include "model/people/token.h"

enum { MADE_PASSWORD_CHARS = 20, LINE_BYTES = 1024 };

/* Without letters and digits that look alike; 32 of them, so that each takes five bits. */
static const char *make_password(struct cx *cx)
{
    static const char alphabet[33] = "abcdefghijkmnpqrstuvwxyz23456789";
    uint8_t           bytes[MADE_PASSWORD_CHARS];
    char             *text = arena_alloc(cx->arena, MADE_PASSWORD_CHARS + 1);
    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        text[i] = alphabet[bytes[i] & 31];
    return text;
}

/* A password is never an argument: every user of the machine could read it. */
static int read_password(struct cx *cx, const char **password)
{
    char *line = arena_alloc(cx->arena, LINE_BYTES);
    if (!fgets(line, LINE_BYTES, stdin))
        return refuse(cx, E_INVALID, "There is no password on standard input");
    line[strcspn(line, "\r\n")] = 0;
    *password                   = line;
    return 0;
}

struct account_options {
    const char *email, *role, *first_name, *last_name, *name;
    bool        password_stdin, help;
};

/* *status is set when the command ends here. */
static bool read_options(const struct command *c, int argc, char **argv, const char *known,
                         struct account_options *to, int *status)
{
    static const struct option all[] = { { "role", required_argument, NULL, 'r' },
                                         { "first-name", required_argument, NULL, 'f' },
                                         { "last-name", required_argument, NULL, 'l' },
                                         { "password-stdin", no_argument, NULL, 'p' },
                                         { "name", required_argument, NULL, 'n' },
                                         { "help", no_argument, NULL, 'h' },
                                         { NULL, 0, NULL, 0 } };
    int                        o;
    while ((o = getopt_long(argc, argv, "h", all, NULL)) != -1) {
        if (o == '?' || !strchr(known, o)) {
            *status = tool_usage(c, "an option is wrong here");
            return false;
        }
        switch (o) {
        case 'r':
            to->role = optarg;
            break;
        case 'f':
            to->first_name = optarg;
            break;
        case 'l':
            to->last_name = optarg;
            break;
        case 'n':
            to->name = optarg;
            break;
        case 'p':
            to->password_stdin = true;
            break;
        default:
            *status = tool_help(c);
            return false;
        }
    }
    if (argc - optind != 1) {
        *status = tool_usage(c, "one EMAIL is wanted");
        return false;
    }
    to->email = argv[optind];
    return true;
}

struct adding {
    struct person person;
    struct uuid   id;
};

static int add(struct cx *cx, void *u)
{
    struct adding *a = u;
    struct person  p = a->person; /* the rules change it, and this may run again */
    return res_create(cx, &person_res, &actor_system, &p, &a->id);
}

static void fill(struct person *p, const struct account_options *o, const char *password)
{
    p->first_name = o->first_name ? o->first_name : "";
    p->last_name  = o->last_name ? o->last_name : "";
    p->email      = o->email;
    p->role       = o->role;
    p->password   = password;
    SET(&person_shape, p, first_name);
    SET(&person_shape, p, last_name);
    SET(&person_shape, p, email);
    SET(&person_shape, p, role);
    SET(&person_shape, p, password);
}

static int user_add(struct tool *t, const struct command *c, int argc, char **argv)
{
    struct account_options o = { .role = "user" };
    struct adding          a = { 0 };
    const char            *password;
    char                   id[UUID_TEXT];
    int                    status;
    if (!read_options(c, argc, argv, "rflph", &o, &status))
        return status;
    if (!person_is_role(o.role))
        return tool_usage(c, "there is no role `%s`", o.role);
    password = make_password(&t->cx);
    if (o.password_stdin && read_password(&t->cx, &password) < 0)
        return tool_failed(t);
    if (!o.first_name && !o.last_name) /* something to show in lists */
        o.first_name = arena_copy(t->cx.arena, o.email, strcspn(o.email, "@"));
    fill(&a.person, &o, password);
    if (db_tx(&t->cx, TX_ONCE, add, &a) < 0)
        return tool_failed(t);
    uuid_format(a.id, id);
    printf("id: %s\n", id);
    if (!o.password_stdin)
        printf("password: %s\n", password);
    return EX_OK;
}

static int find(struct tool *t, const char *email, struct person *p, int *status)
{
    bool found;
    int  rc = person_by_email(&t->cx, email, p, &found);
    if (rc < 0) {
        *status = tool_failed(t);
    } else if (!found) {
        fprintf(stderr, "dailies: nobody has the address %s\n", email);
        *status = EX_NOUSER;
        rc      = -1;
    }
    return rc;
}

static int user_passwd(struct tool *t, const struct command *c, int argc, char **argv)
{
    struct account_options o = { 0 };
    struct person          p = { 0 };
    const char            *password;
    int                    status;
    if (!read_options(c, argc, argv, "ph", &o, &status) || find(t, o.email, &p, &status) < 0)
        return status;
    password = make_password(&t->cx);
    if (o.password_stdin && read_password(&t->cx, &password) < 0)
        return tool_failed(t);
    if (person_set_password(&t->cx, p.id, password) < 0)
        return tool_failed(t);
    if (!o.password_stdin)
        printf("password: %s\n", password);
    return EX_OK;
}

static int user_list(struct tool *t, const struct command *c, int argc, char **argv)
{
    struct person_line *line;
    size_t              n;
    (void)argv;
    if (argc > 1)
        return tool_usage(c, "no argument is wanted");
    if (person_lines(&t->cx, &line, &n) < 0)
        return tool_failed(t);
    printf("%-36s  %-10s  %-9s  %-32s  %s\n", "ID", "ROLE", "STATE", "EMAIL", "NAME");
    for (size_t i = 0; i < n; i++) {
        char id[UUID_TEXT];
        uuid_format(line[i].id, id);
        printf("%-36s  %-10s  %-9s  %-32s  %s %s\n", id, line[i].role,
               line[i].is_bot         ? "program"
               : !line[i].active      ? "inactive"
               : line[i].has_password ? "active"
                                      : "no login",
               line[i].email ? line[i].email : "-", line[i].first_name, line[i].last_name);
    }
    return EX_OK;
}

static int token(struct tool *t, const struct command *c, int argc, char **argv)
{
    struct account_options o = { .name = "dailies token" };
    struct person          p = { 0 };
    struct token           made;
    struct uuid            secret;
    char                   text[UUID_TEXT];
    int                    status;
    if (!read_options(c, argc, argv, "nh", &o, &status) || find(t, o.email, &p, &status) < 0)
        return status;
    if (token_create(&t->cx, p.id, o.name, NULL, &made, &secret) < 0)
        return tool_failed(t);
    uuid_format(secret, text);
    puts(text);
    return EX_OK;
}

// clang-format off
const struct command people_commands[] = {
    { "user add", "EMAIL [OPTION]...", "make an account",
      "The account's identifier is printed, and its password unless that was given.\n"
      "\n"
      "Options:\n"
      "  --role ROLE        user (default), admin, manager, supervisor, client or vendor\n"
      "  --first-name NAME  shown name; the address's first part when both are missing\n"
      "  --last-name NAME\n"
      "  --password-stdin   take the password from a line of standard input; otherwise\n"
      "                     one is made and printed\n"
      "\n"
      "Exit status: 0, or 65 when the address is taken or the password too short.\n"
      "\n"
      "Example:\n"
      "  dailies user add ada@example.com --role admin --first-name Ada\n",
      true, user_add },
    { "user passwd", "EMAIL [--password-stdin]", "set the password of an account",
      "A password is made and printed, or taken from a line of standard input. A lock\n"
      "after failed logins ends. Tokens stay good.\n"
      "\n"
      "Exit status: 0, 65 when the password is too short, 67 when nobody has the address.\n",
      true, user_passwd },
    { "user list", "", "show all accounts",
      "One line for each: identifier, role, state, address, name.\n",
      true, user_list },
    { "token", "EMAIL [--name NAME]", "make a personal access token",
      "Prints the token, which cannot be shown again: only its hash is stored. It has\n"
      "no end, and works as `Authorization: Bearer TOKEN`. It can be deleted by its\n"
      "owner: GET /auth/tokens, DELETE /auth/tokens/{id}.\n"
      "\n"
      "Options:\n"
      "  --name NAME  what it is for (default: dailies token)\n"
      "\n"
      "Exit status: 0, or 67 when nobody has the address.\n",
      true, token },
    { 0 },
};
// clang-format on
