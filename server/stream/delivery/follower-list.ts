/** What may stand in a list: its neighbours are kept with it. Both are the list's own. */
export interface Listed<Member> {
  before?: Member | undefined;
  behind?: Member | undefined;
}

/**
 * Members in the order in which they came, and one pass over them that may take several turns. Not a `Set`: V8 grows the table of one by making another, and the old one points to the new one
 * and to all that stood in it. Long polls come and go with each notification, so tables are made all the time, and a dead one that has outlived the young generation keeps every later one
 * alive until the old generation is collected: of each poll 1,552 bytes were promoted, where 109 are Node's own.
 */
export class FollowerList<Member extends Listed<Member>> {
  #first: Member | undefined;
  #last: Member | undefined;
  #size = 0;
  /** What the pass comes to next. */
  #next: Member | undefined;
  #passing = false;

  get size(): number {
    return this.#size;
  }

  /** A pass has begun and not come to the end. */
  get passing(): boolean {
    return this.#passing;
  }

  has(member: Member): boolean {
    return member.before !== undefined || this.#first === member;
  }

  /** At the end, so that the pass comes to it. Adding it twice is harmless. */
  add(member: Member): void {
    if (this.has(member)) return;
    member.before = this.#last;
    if (this.#last) this.#last.behind = member;
    else this.#first = member;
    this.#last = member;
    if (this.#passing) this.#next ??= member;
    this.#size += 1;
  }

  /** @returns whether it stood here */
  delete(member: Member): boolean {
    if (!this.has(member)) return false;
    const { before, behind } = member;
    if (before) before.behind = behind;
    else this.#first = behind;
    if (behind) behind.before = before;
    else this.#last = before;
    if (this.#next === member) this.#next = behind;
    // A dead one that pointed to its neighbours would keep them alive, as a table does.
    member.before = undefined;
    member.behind = undefined;
    this.#size -= 1;
    return true;
  }

  clear(): void {
    while (this.#first) this.delete(this.#first);
    this.#passing = false;
  }

  /** Begins a pass anew. */
  begin(): void {
    this.#next = this.#first;
    this.#passing = true;
  }

  /** @returns whom the pass comes to; `undefined` at its end */
  pass(): Member | undefined {
    const member = this.#next;
    this.#next = member?.behind;
    if (!member) this.#passing = false;
    return member;
  }

  /** All that stand here now: who leaves meanwhile is among them still. */
  all(): readonly Member[] {
    const members: Member[] = [];
    for (let member = this.#first; member; member = member.behind) members.push(member);
    return members;
  }
}
