const COLUMNS = `
  o.id, o.provider, o.node_name, o.gpu_model, o.vram_mb, o.total_gpus, o.free_gpus, o.free_cpu_cores, o.free_memory_gb,
  o.free_storage_gb, o.gpu_rate, o.cpu_rate, o.memory_rate, o.storage_rate, n.driver_version, n.cuda_version, n.region,
  n.country, n.public_address, n.simulated, p.name as provider_name`;
const WITH_NODE_AND_PROVIDER = `
  join nodes n on n.cluster_id = o.cluster_id and n.name = o.node_name
  join providers p on p.address = o.provider`;

/** What somebody would write who knew only this one question: prepared once, the key exact, no paging. */
export const RAW = {
  byModel: {
    name: "by-model",
    text: `
      select ${COLUMNS} from (
        select * from offers where listed and gpu_key = $1 order by gpu_rate, provider, id limit $2
      ) o ${WITH_NODE_AND_PROVIDER} order by o.gpu_rate, o.provider, o.id`,
  },
  byModelRegionCount: {
    name: "by-model-region-count",
    text: `
      select ${COLUMNS} from (
        select * from offers
         where listed and gpu_key = $1 and region = $2 and rentable and free_gpus >= $3
         order by gpu_rate, provider, id limit $4
      ) o ${WITH_NODE_AND_PROVIDER} order by o.gpu_rate, o.provider, o.id`,
  },
  counts: {
    name: "counts",
    text: `
      select gpu_model, sum(total_gpus), sum(case when rentable then free_gpus else 0 end), count(*),
             min(gpu_rate) filter (where rentable and free_gpus > 0)
        from offers where listed group by gpu_model`,
  },
} as const;
