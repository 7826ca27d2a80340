// CLIJ2's macros on buffers. A voxel of image k lies at (z · height + y) · width + x; reads clamp to the edge, writes outside
// are dropped. Coordinates of two axes mean the plane that the work-item is in. The macros of each image, IMAGE_k_TYPE and so
// on, follow this text; the user's file follows those.

#define KACHEL_ACCESS(T) \
  T##2 __attribute__((overloadable)) kachel_read(int w, int h, int d, __global const T* image, int4 p) { \
    size_t x = clamp(p.x, 0, w - 1), y = clamp(p.y, 0, h - 1), z = clamp(p.z, 0, d - 1); \
    return (T##2)(image[(z * h + y) * w + x], 0); \
  } \
  T##2 __attribute__((overloadable)) kachel_read(int w, int h, int d, __global const T* image, int2 p) { \
    return kachel_read(w, h, d, image, (int4)(p.x, p.y, (int) get_global_id(2), 0)); \
  } \
  void __attribute__((overloadable)) kachel_write(int w, int h, int d, __global T* image, int4 p, T v) { \
    if (p.x >= 0 && p.y >= 0 && p.z >= 0 && p.x < w && p.y < h && p.z < d) \
      image[((size_t) p.z * h + p.y) * w + p.x] = v; \
  } \
  void __attribute__((overloadable)) kachel_write(int w, int h, int d, __global T* image, int2 p, T v) { \
    kachel_write(w, h, d, image, (int4)(p.x, p.y, (int) get_global_id(2), 0), v); \
  } \
  T##2 __attribute__((overloadable, unavailable(KACHEL_WHOLE))) \
      kachel_read(int w, int h, int d, __global const T* image, float4 p); \
  T##2 __attribute__((overloadable, unavailable(KACHEL_WHOLE))) \
      kachel_read(int w, int h, int d, __global const T* image, float2 p);
#define KACHEL_WHOLE "images are buffers here, which have whole coordinates: use int2 or int4"

#define READ_IMAGE(a, b, c) READ_##a##_IMAGE(a, b, c)
#define WRITE_IMAGE(a, b, c) WRITE_##a##_IMAGE(a, b, c)
#define GET_IMAGE_WIDTH(a) ((int) image_size_##a##_width)
#define GET_IMAGE_HEIGHT(a) ((int) image_size_##a##_height)
#define GET_IMAGE_DEPTH(a) ((int) image_size_##a##_depth)

#define MINMAX_TYPE int
#define BUFFER_READ_WRITE 1
#ifndef MAX_ARRAY_SIZE
#define MAX_ARRAY_SIZE 1000
#endif
#ifndef M_PI
#define M_PI 3.14159265358979323846f
#endif
#ifndef M_LOG2E
#define M_LOG2E 1.4426950408889634074f
#endif
#ifndef M_LOG10E
#define M_LOG10E 0.43429448190325182765f
#endif
#ifndef M_LN2
#define M_LN2 0.69314718055994530942f
#endif
#ifndef M_LN10
#define M_LN10 2.30258509299404568402f
#endif
