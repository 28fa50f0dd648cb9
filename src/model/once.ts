/** Questions that many ask of the same thing: the answer is kept for as long as the thing lives. */

/** `answer` must depend on nothing but its subject, and nobody may change what it gives. */
export function once<Subject extends object, Answer>(answer: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, { readonly answer: Answer }>();
  return (subject) => {
    let found = known.get(subject);
    if (!found) {
      found = { answer: answer(subject) };
      known.set(subject, found);
    }
    return found.answer;
  };
}
