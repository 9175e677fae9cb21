"""The rules of the agreement, each with the edits that take it away."""

from tests.laws.mutants import Mutant, a_mutant

SITTING, RECORDS = "server.ledger.sitting:Sitting", "server.ledger.records:Records"
DECIDE, PAGES = "sync.decide", "src/local/pages.ts"

RULES: tuple[Mutant, ...] = (
    a_mutant(
        "A change that is sent again gets the answer it got first",
        (f"{SITTING}._answer", "if same is not None:", "if False:"),
    ),
    a_mutant(
        "The same id with other content is kept aside, not taken for a repetition",
        (f"{SITTING}._answer", "if text == sent", "if True"),
    ),
    a_mutant(
        "The same id with other content is kept aside while the first waits, too",
        (f"{SITTING}._hold", "not in (None, sent)", "in ()"),
    ),
    a_mutant(
        "A change is done as a whole or not at all",
        (f"{DECIDE}:decide", "    if problems:", "    if problems and not bench.after:"),
    ),
    a_mutant(
        "A stamp is never later than the receipt",
        ("sync.stamp:corrected", "min(at + off, received)", "at + off"),
    ),
    a_mutant(
        "A value is stamped after the one its author was looking at",
        ("sync.stamp:stamp_after", "if seen is not None and", "if False and"),
        law="Causal",
    ),
    a_mutant(
        "A stamp is raised by as little as can be",
        (
            "sync.stamp:stamp_after",
            "made = seen.time if (seen.time, device, n) > seen.order else seen.time + 1",
            "made = seen.time + 1",
        ),
    ),
    a_mutant(
        "A phone's own edits follow its count",
        ("sync.merge:merge", "if there is not None and edit.was_left_behind(there):", "if False:"),
    ),
    a_mutant(
        "Two values that meet unseen open a dispute",
        ("sync.merge:merge", "if there is not None and not seen:", "if False:"),
    ),
    a_mutant(
        "Permission is judged by the scope that the record is in",
        (
            f"{DECIDE}:_refusal",
            "scope = standing.scope if standing else op.scope",
            "scope = op.scope or standing.scope",
        ),
    ),
    a_mutant(
        "What was made before a grant ended is taken",
        ("sync.scope:Grants.may", "each.held(made)", "False"),
    ),
    a_mutant(
        "What was made after a grant ended is kept aside",
        ("sync.scope:Grants.may", "each.held(made)", "True"),
    ),
    a_mutant(
        "Every change of a batch is judged by its own moment",
        (
            f"{SITTING}._may_write",
            "(self.now, *(corrected(each.at, each.off, self.now) for each in changes))",
            "(self.now,)",
        ),
    ),
    a_mutant(
        "What is refused is kept, in the journal and as attention",
        (
            f"{SITTING}._set_aside",
            "edition = len(self._known.get(change.id, ()))",
            'return {"id": change.id, "verdict": "quarantined", "problems": [], "at": {}}',
        ),
    ),
    a_mutant(
        "A change waits for those it names",
        (f"{SITTING}._must_wait", "if all(name in self._known for name in change.after):", "if True:"),
    ),
    a_mutant(
        "An entry of money or goods is never changed",
        (f"{DECIDE}:_set", 'if kind.merge == "entry" and', "if False and"),
    ),
    a_mutant(
        "A record that moves leaves word in the scope it left",
        (f"{RECORDS}._leave", "self._gone.append(", "str("),
    ),
    a_mutant(
        "A cursor of another epoch begins anew",
        ("sync.feed:start_from", "cursor.epoch != epoch", "False"),
    ),
    a_mutant(
        "A cursor below the floor begins anew",
        ("sync.feed:start_from", "known_since < floor or", ""),
    ),
    a_mutant(
        "Every restore begins an epoch that never was",
        (
            "server.ledger.upkeep:new_epoch",
            "max(_number(read_epoch(connection)) + 1, seconds)",
            "_number(read_epoch(connection)) + 1",
        ),
    ),
    a_mutant(
        "Revisions of an epoch lie above those before",
        ("sync.decide:first_rev", "return (int(epoch[1:]) - 1) * REVS_OF_AN_EPOCH", "return 0"),
    ),
    a_mutant(
        "An answer tells of nothing that is not granted now",
        (
            "server.ledger.reader:read_news",
            "names = offered(grants.readable(now), now, zone)",
            "names = sorted({*offered(grants.readable(now), now, zone), *map(str, have)})",
        ),
    ),
    a_mutant(
        "A stamp that moves alone reaches the flat table",
        (f"{RECORDS}._lay_out_again", "values(seq=record.seq - 1)", "values(seq=PROJECTION.c.seq)"),
    ),
    a_mutant(
        "Only a completed transaction is shown as saved",
        ("src/local/database.ts", "    await tx.done\n", "    tx.done.catch(() => undefined)\n"),
    ),
    a_mutant(
        "A tap allots the next count and no other",
        ("src/local/tap.ts", "const n = last + 1", "const n = last + 2"),
    ),
    a_mutant(
        "A page goes only onto the cursor it was computed from, in the answer to the outstanding request",
        ("src/exchange/answer.ts", "if (answer.request !== request.number) return null", ""),
        ("src/exchange/answer.ts", "page.in === request.have[page.id]", "true"),
        (PAGES, "return state.cursor === page.in ? state : null", "return state"),
    ),
    a_mutant(
        "What a reset did not bring is swept at its end",
        (PAGES, "if (state.resetting) await sweep(tx, state, laid)", ""),
    ),
    a_mutant(
        "An entry leaves the overlay when its row has come, not when a cursor has moved",
        ("src/local/reflected.ts", "return row.epoch === entry.epoch && row.rev >= at[2]", "return true"),
    ),
    a_mutant(
        "Answered changes are sent again to a new epoch",
        ("src/exchange/answer.ts", "if (isNew && epoch !== undefined) await sendAgain(tx)", ""),
    ),
    a_mutant(
        "Answered changes are kept for thirty days and until a backup holds them",
        ("src/local/verdicts.ts", "if (now - answered_at < KEEP_MS) break", ""),
        ("src/local/verdicts.ts", "received_at <= safeThrough && ", ""),
    ),
    a_mutant(
        "Digests are compared, and the disk is added up anew",
        (PAGES, "page.digest === undefined || page.digest === state.digest", "true"),
        ("src/local/audit.ts", "return wrong.length > 0", "return false"),
        ("src/local/audit.ts", "if (wrong.length) await beginAnew(database, wrong)", "void beginAnew"),
    ),
    a_mutant(
        "A scope that begins anew is still named in the request",
        ("src/exchange/request.ts", "[scope, cursor ?? '']", "[scope, cursor ?? undefined]"),
    ),
    a_mutant(
        "A scope stays while an unsent change names it",
        (PAGES, "if (entry.scopes.includes(scope)) return null", "void entry"),
    ),
    a_mutant(
        "What is taken away goes",
        (PAGES, "await tx.objectStore('scopes').delete!(scope)", ""),
        ("src/exchange/answer.ts", "laid.push(...present(await dropScope(tx, scope)))", "void dropScope"),
    ),
    a_mutant(
        "What the exchange cannot take even alone is deposited",
        (
            "src/exchange/loop.ts",
            "return (await deposit(this.store, only)) ? 'again' : 'later'",
            "return deposit ? 'later' : 'again'",
        ),
    ),
    a_mutant(
        "A phone whose disk is full still opens, and comes to what it has not sent",
        ("src/local/store.ts", "error.name !== 'QuotaExceededError'", "error"),
    ),
    a_mutant(
        "A count that did not come is told as missing",
        ("server.ledger.ranges:arrive", "if n > through + 1:", "if False:"),
    ),
    a_mutant(
        "The greatest stamp stands, whatever came last",
        ("sync.merge:merge", "wins = there is None or new.order > there.order", "wins = True"),
    ),
    a_mutant(
        "A record that is left as it was keeps its place",
        (f"{DECIDE}:_keep", "if shown else after", "if True else after"),
    ),
    a_mutant(
        "Nobody overwrites what somebody else observed",
        (f"{DECIDE}:_refusal", 'kind.merge in ("fact", "entry") and standing.author', "False and standing.author"),
    ),
    a_mutant(
        "An answer keeps to its budget",
        ("server.ledger.reader:_how_many_fit", "if fit and (fit >= most or left <= 0):", "if False:"),
    ),
    a_mutant(
        "A first load is judged by the head at which it began",
        ("sync.feed:start_from", "cursor.seq if cursor.started is None else cursor.started", "cursor.seq"),
    ),
    a_mutant(
        "A change waits for those it names for a week and no longer",
        (f"{SITTING}._is_ready", "row.received_at + HELD_FOR_MS < self.now", "False"),
    ),
    a_mutant(
        "What has waited for a week is judged though its phone is silent",
        (
            "server.ledger.upkeep:judge_overdue",
            "for person, role, device in phones:",
            "for person, role, device in []:",
        ),
    ),
    a_mutant(
        "A phone is told to let go of what is not its own any more, if it named it",
        ("server.ledger.reader:read_news", "sorted(set(map(str, have)) - set(names))", "[]"),
    ),
)
