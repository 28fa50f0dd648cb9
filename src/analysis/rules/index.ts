/** All rules, one line each, by gate and then in the order in which people meet them. */
import type { Rule } from "../../model/rule.ts";
import { fieldOrder } from "./invariants/field-order.ts";
import { naming } from "./invariants/naming.ts";
import { noChar } from "./invariants/no-char.ts";
import { noCrossTenantReference } from "./invariants/no-cross-tenant-reference.ts";
import { noDelimitedList } from "./invariants/no-delimited-list.ts";
import { noFloatMoney } from "./invariants/no-float-money.ts";
import { noIdentifierTruncation } from "./invariants/no-identifier-truncation.ts";
import { noJsonAsSchema } from "./invariants/no-json-as-schema.ts";
import { noNonKeyDeterminant } from "./invariants/no-non-key-determinant.ts";
import { noNullableBoolean } from "./invariants/no-nullable-boolean.ts";
import { noPartialDependency } from "./invariants/no-partial-dependency.ts";
import { noRepeatingGroup } from "./invariants/no-repeating-group.ts";
import { noRequiredIgnoredField } from "./invariants/no-required-ignored-field.ts";
import { noTransitiveDependency } from "./invariants/no-transitive-dependency.ts";
import { noUnboundedText } from "./invariants/no-unbounded-text.ts";
import { preferBigintId } from "./invariants/prefer-bigint-id.ts";
import { preferConsistentId } from "./invariants/prefer-consistent-id.ts";
import { preferEnum } from "./invariants/prefer-enum.ts";
import { preferIdentity } from "./invariants/prefer-identity.ts";
import { preferJsonb } from "./invariants/prefer-jsonb.ts";
import { preferNativeUuid } from "./invariants/prefer-native-uuid.ts";
import { preferSurrogateKey } from "./invariants/prefer-surrogate-key.ts";
import { preferText } from "./invariants/prefer-text.ts";
import { preferTimestamptz } from "./invariants/prefer-timestamptz.ts";
import { requireAuditColumns } from "./invariants/require-audit-columns.ts";
import { requireBusinessKey } from "./invariants/require-business-key.ts";
import { requireComment } from "./invariants/require-comment.ts";
import { requireDefaultEmptyArray } from "./invariants/require-default-empty-array.ts";
import { requireField } from "./invariants/require-field.ts";
import { requireFieldIndex } from "./invariants/require-field-index.ts";
import { requireOutboxShape } from "./invariants/require-outbox-shape.ts";
import { requirePrimaryKey } from "./invariants/require-primary-key.ts";
import { requireRebuildPlan } from "./invariants/require-rebuild-plan.ts";
import { requireSoftDeleteUnique } from "./invariants/require-soft-delete-unique.ts";
import { requireTenantInUnique } from "./invariants/require-tenant-in-unique.ts";
import { requireUpdatedAt } from "./invariants/require-updated-at.ts";
import { noClientPerRequest } from "./queries/no-client-per-request.ts";
import { noDeepOffset } from "./queries/no-deep-offset.ts";
import { noExcessIndexes } from "./queries/no-excess-indexes.ts";
import { noLeadingWildcard } from "./queries/no-leading-wildcard.ts";
import { noLowSelectivityIndex } from "./queries/no-low-selectivity-index.ts";
import { noNPlusOne } from "./queries/no-n-plus-one.ts";
import { noRedundantIndex } from "./queries/no-redundant-index.ts";
import { noUnboundedFindMany } from "./queries/no-unbounded-find-many.ts";
import { noUnsafeRawQuery } from "./queries/no-unsafe-raw-query.ts";
import { requireIndexForFilter } from "./queries/require-index-for-filter.ts";
import { requireIndexForSort } from "./queries/require-index-for-sort.ts";
import { requireSoftDeleteIndex } from "./queries/require-soft-delete-index.ts";
import { requireTenantIndex } from "./queries/require-tenant-index.ts";
import { noDataLoss } from "./recovery/no-data-loss.ts";
import { requireBackfill } from "./recovery/require-backfill.ts";
import { requireBackfillPlan } from "./recovery/require-backfill-plan.ts";
import { requireChunkedBackfill } from "./recovery/require-chunked-backfill.ts";
import { requireIdempotentBackfill } from "./recovery/require-idempotent-backfill.ts";
import { requireMonitoredBackfill } from "./recovery/require-monitored-backfill.ts";
import { requireResumableJob } from "./recovery/require-resumable-job.ts";
import { requireRollbackPlan } from "./recovery/require-rollback-plan.ts";
import { noCascadeReach } from "./relations/no-cascade-reach.ts";
import { noForeignKeyTypeMismatch } from "./relations/no-foreign-key-type-mismatch.ts";
import { noIdList } from "./relations/no-id-list.ts";
import { noImplicitManyToMany } from "./relations/no-implicit-many-to-many.ts";
import { noNullableCompositeForeignKey } from "./relations/no-nullable-composite-foreign-key.ts";
import { noPolymorphicReference } from "./relations/no-polymorphic-reference.ts";
import { requireForeignKeyIndex } from "./relations/require-foreign-key-index.ts";
import { requireOnDelete } from "./relations/require-on-delete.ts";
import { requireRelation } from "./relations/require-relation.ts";
import { noBlockingAttach } from "./rollout/no-blocking-attach.ts";
import { noBlockingDetach } from "./rollout/no-blocking-detach.ts";
import { noBlockingRefresh } from "./rollout/no-blocking-refresh.ts";
import { noBlockingTrigger } from "./rollout/no-blocking-trigger.ts";
import { noChangeDuringFreeze } from "./rollout/no-change-during-freeze.ts";
import { noCluster } from "./rollout/no-cluster.ts";
import { noColumnRename } from "./rollout/no-column-rename.ts";
import { noConcurrentlyInTransaction } from "./rollout/no-concurrently-in-transaction.ts";
import { noDbPushInDeploy } from "./rollout/no-db-push-in-deploy.ts";
import { noDdlWithBackfill } from "./rollout/no-ddl-with-backfill.ts";
import { noDisableTrigger } from "./rollout/no-disable-trigger.ts";
import { noDropCascade } from "./rollout/no-drop-cascade.ts";
import { noDropDatabase } from "./rollout/no-drop-database.ts";
import { noDropInSameDeploy } from "./rollout/no-drop-in-same-deploy.ts";
import { noDropNotNull } from "./rollout/no-drop-not-null.ts";
import { noDropSchema } from "./rollout/no-drop-schema.ts";
import { noEditedMigration } from "./rollout/no-edited-migration.ts";
import { noEnumValueRemoval } from "./rollout/no-enum-value-removal.ts";
import { noEnumValueUseInTransaction } from "./rollout/no-enum-value-use-in-transaction.ts";
import { noExclusionConstraintScan } from "./rollout/no-exclusion-constraint-scan.ts";
import { noForeignKeyRecreation } from "./rollout/no-foreign-key-recreation.ts";
import { noLockPileup } from "./rollout/no-lock-pileup.ts";
import { noMaskedInvalidIndex } from "./rollout/no-masked-invalid-index.ts";
import { noMixedPhases } from "./rollout/no-mixed-phases.ts";
import { noNarrowing } from "./rollout/no-narrowing.ts";
import { noOutOfOrderMigration } from "./rollout/no-out-of-order-migration.ts";
import { noRenameInDisguise } from "./rollout/no-rename-in-disguise.ts";
import { noRequiredColumn } from "./rollout/no-required-column.ts";
import { noRewritingColumn } from "./rollout/no-rewriting-column.ts";
import { noSetLogged } from "./rollout/no-set-logged.ts";
import { noSetNotNullScan } from "./rollout/no-set-not-null-scan.ts";
import { noSetTablespace } from "./rollout/no-set-tablespace.ts";
import { noTableRename } from "./rollout/no-table-rename.ts";
import { noTableRewrite } from "./rollout/no-table-rewrite.ts";
import { noTransactionStatements } from "./rollout/no-transaction-statements.ts";
import { noUnanalysableStatement } from "./rollout/no-unanalysable-statement.ts";
import { noUncheckedUnique } from "./rollout/no-unchecked-unique.ts";
import { noUnusedIgnore } from "./rollout/no-unused-ignore.ts";
import { noVacuumFull } from "./rollout/no-vacuum-full.ts";
import { noValidateInSameTransaction } from "./rollout/no-validate-in-same-transaction.ts";
import { noVolatileDefault } from "./rollout/no-volatile-default.ts";
import { noWorkUnderExclusiveLock } from "./rollout/no-work-under-exclusive-lock.ts";
import { preferIdempotentDdl } from "./rollout/prefer-idempotent-ddl.ts";
import { preferSingleAlter } from "./rollout/prefer-single-alter.ts";
import { requireConcurrentIndex } from "./rollout/require-concurrent-index.ts";
import { requireConcurrentIndexDrop } from "./rollout/require-concurrent-index-drop.ts";
import { requireConcurrentReindex } from "./rollout/require-concurrent-reindex.ts";
import { requireDirectUrl } from "./rollout/require-direct-url.ts";
import { requireFeatureFlag } from "./rollout/require-feature-flag.ts";
import { requireLockTimeout } from "./rollout/require-lock-timeout.ts";
import { requireMigration } from "./rollout/require-migration.ts";
import { requireNotValidCheck } from "./rollout/require-not-valid-check.ts";
import { requireNotValidForeignKey } from "./rollout/require-not-valid-foreign-key.ts";
import { requireSchemaChange } from "./rollout/require-schema-change.ts";
import { requireSchemaQualified } from "./rollout/require-schema-qualified.ts";
import { requireStatementTimeout } from "./rollout/require-statement-timeout.ts";
import { requireUniqueUsingIndex } from "./rollout/require-unique-using-index.ts";

const registry = [
  // relations
  requireForeignKeyIndex,
  requireRelation,
  requireOnDelete,
  noImplicitManyToMany,
  noCascadeReach,
  noIdList,
  noPolymorphicReference,
  noNullableCompositeForeignKey,
  noForeignKeyTypeMismatch,
  // invariants
  requirePrimaryKey,
  preferBigintId,
  requireAuditColumns,
  requireUpdatedAt,
  requireBusinessKey,
  preferSurrogateKey,
  requireTenantInUnique,
  noCrossTenantReference,
  requireSoftDeleteUnique,
  noRepeatingGroup,
  noDelimitedList,
  noPartialDependency,
  noTransitiveDependency,
  noNonKeyDeterminant,
  requireRebuildPlan,
  noJsonAsSchema,
  noFloatMoney,
  requireOutboxShape,
  noRequiredIgnoredField,
  preferConsistentId,
  preferNativeUuid,
  preferEnum,
  preferTimestamptz,
  preferText,
  preferJsonb,
  preferIdentity,
  noChar,
  noIdentifierTruncation,
  // invariants: policies, off until a team configures them
  naming,
  requireField,
  requireFieldIndex,
  fieldOrder,
  noUnboundedText,
  requireDefaultEmptyArray,
  requireComment,
  noNullableBoolean,
  // rollout
  requireConcurrentIndex,
  requireConcurrentIndexDrop,
  noConcurrentlyInTransaction,
  noMaskedInvalidIndex,
  requireConcurrentReindex,
  requireNotValidForeignKey,
  noForeignKeyRecreation,
  requireNotValidCheck,
  noValidateInSameTransaction,
  requireUniqueUsingIndex,
  noUncheckedUnique,
  noExclusionConstraintScan,
  noSetNotNullScan,
  noRequiredColumn,
  noVolatileDefault,
  noRewritingColumn,
  noTableRewrite,
  noNarrowing,
  noRenameInDisguise,
  noColumnRename,
  noTableRename,
  noDropInSameDeploy,
  noEnumValueUseInTransaction,
  noEnumValueRemoval,
  noMixedPhases,
  noDdlWithBackfill,
  noWorkUnderExclusiveLock,
  noLockPileup,
  requireFeatureFlag,
  requireLockTimeout,
  noVacuumFull,
  noCluster,
  noSetLogged,
  noSetTablespace,
  noBlockingRefresh,
  noBlockingAttach,
  noBlockingDetach,
  noBlockingTrigger,
  noDisableTrigger,
  noDropSchema,
  noDropDatabase,
  noDropCascade,
  noDropNotNull,
  noTransactionStatements,
  noEditedMigration,
  noOutOfOrderMigration,
  requireMigration,
  requireSchemaChange,
  noChangeDuringFreeze,
  requireDirectUrl,
  noDbPushInDeploy,
  noUnanalysableStatement,
  noUnusedIgnore,
  // rollout: policies, off until a team configures them
  requireStatementTimeout,
  preferIdempotentDdl,
  preferSingleAlter,
  requireSchemaQualified,
  // recovery
  requireBackfill,
  requireIdempotentBackfill,
  requireResumableJob,
  requireBackfillPlan,
  requireMonitoredBackfill,
  requireChunkedBackfill,
  requireRollbackPlan,
  noDataLoss,
  // queries
  noNPlusOne,
  noUnsafeRawQuery,
  noRedundantIndex,
  requireIndexForFilter,
  requireIndexForSort,
  requireTenantIndex,
  requireSoftDeleteIndex,
  noUnboundedFindMany,
  noDeepOffset,
  noLowSelectivityIndex,
  noExcessIndexes,
  noLeadingWildcard,
  noClientPerRequest,
] as const;

export type RuleId = (typeof registry)[number]["id"];

export const rules: readonly Rule[] = registry;
