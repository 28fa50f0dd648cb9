/** Test entries speak the protocol of src/analysis/process.ts and put what they observe into the verdict's evidence. */
export function serve(observe) {
  process.on("message", async ({ id, snapshot }) => {
    try {
      const evidence = await observe(snapshot);
      process.send({ id, verdict: { outcome: "passed", findings: [], gaps: [], evidence } });
    } catch (error) {
      process.send({ id, error: `${error.name}: ${error.message}` }, () => process.exit(1));
    }
  });
  process.on("disconnect", () => process.exit(0));
  process.send({ ready: true });
}
