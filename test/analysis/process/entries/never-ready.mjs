/** A broken installation: the process ends before it is ready. */
throw new Error("cannot find the parser");
