/** Preset images of the catalogue. Digests are resolved by an operator's command and live in the database. */
export const PRESET_IMAGES = [
  { reference: "nvidia/cuda:12.0.0-devel-ubuntu22.04", title: "CUDA 12.0", use: "General CUDA development" },
  { reference: "pytorch/pytorch:latest", title: "PyTorch", use: "PyTorch training and inference" },
  { reference: "tensorflow/tensorflow:latest-gpu", title: "TensorFlow", use: "TensorFlow workloads" },
] as const;

export const DEFAULT_IMAGE = PRESET_IMAGES[0].reference;
