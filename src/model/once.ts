/** Questions that many ask of the same thing: the answer is kept for as long as the thing lives. */

/** `answer` must depend on nothing but its subject, and nobody may change what it gives. */
export function once<Subject extends object, Answer>(answer: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, Answer>();
  return (subject) => {
    const found = known.get(subject);
    if (found !== undefined || known.has(subject)) return found as Answer;
    const given = answer(subject);
    known.set(subject, given);
    return given;
  };
}
