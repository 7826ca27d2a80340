package org.kachel.op.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelFileTest {
    private static UserFunction read(String source, String function) {
        return new KernelFile("my.cl", source).function(function, "");
    }

    private static UserFunction read(String source) {
        return read(source, "");
    }

    @Test
    void understandsParametersAmongCommentsAndQualifiers() {
        UserFunction f = read("""
                /* __kernel void commented(IMAGE_dst_TYPE dst) { */
                // __kernel void too(IMAGE_dst_TYPE dst) {
                #define KERNEL __kernel void macro(IMAGE_dst_TYPE dst) { \\
                    continued }
                const sampler_t sampler = CLK_ADDRESS_CLAMP_TO_EDGE; // kernel
                __constant char text[] = "__kernel void quoted(int a) {";
                inline float twice(float v) { return 2 * v; }
                __kernel void mine(IMAGE_dst_TYPE dst); // a prototype
                __attribute__((vec_type_hint(float)))
                __kernel __attribute__((work_group_size_hint(8, 8, 1)))
                void mine(
                    IMAGE_dst_TYPE dst, // , int no
                    IMAGE_src_type_TYPE src_type /* (, */,
                    const   unsigned
                      int n,
                    __global const uchar * restrict raw, float scale, const long k
                ) __attribute__((aligned))
                {
                  if (n) { WRITE_IMAGE ( dst, pos, twice(scale)); }
                }
                """);

        assertThat(f.name()).isEqualTo("mine");
        assertThat(f.parameters())
                .containsExactly(
                        new KernelParameter("dst", KernelParameter.Kind.IMAGE, ""),
                        new KernelParameter("src_type", KernelParameter.Kind.IMAGE, ""),
                        new KernelParameter("n", KernelParameter.Kind.NUMBER, "uint"),
                        new KernelParameter("raw", KernelParameter.Kind.POINTER, "uchar"),
                        new KernelParameter("scale", KernelParameter.Kind.NUMBER, "float"),
                        new KernelParameter("k", KernelParameter.Kind.NUMBER, "long"));
        assertThat(f.output()).isEqualTo("dst");
        assertThat(f.images()).containsExactly("src_type", "raw");
    }

    @Test
    void findsTheImageThatIsWritten() {
        assertThat(
                        read("kernel void f(IMAGE_a_TYPE a, IMAGE_b_TYPE b) { WRITE_b_IMAGE(b, p, READ_a_IMAGE(a, s, p).x); }")
                                .output())
                .isEqualTo("b");
        String several = "kernel void f(IMAGE_flag_TYPE flag, IMAGE_dst_TYPE dst, IMAGE_a_TYPE a) {"
                + " WRITE_IMAGE(flag, 0, 1); WRITE_IMAGE(dst, p, READ_a_IMAGE(a, s, p).x); }";
        assertThat(read(several).output()).isEqualTo("dst");
        assertThat(read(several).dropped()).containsExactly("flag");
        assertThat(read(several).images()).containsExactly("a");
        KernelFile file = new KernelFile("my.cl", several);
        assertThat(file.function("", "flag").output()).isEqualTo("flag");
        assertThatThrownBy(() -> file.function("", "a"))
                .hasMessage("my.cl:1: f does not write 'a'; it writes flag, dst");
        assertThat(read("kernel void f(IMAGE_a_TYPE a, IMAGE_dst_TYPE dst) { helper(a, dst); }")
                        .output())
                .isEqualTo("dst");
    }

    @Test
    void knowsWhoseWorkItemsAreFree() {
        assertThat(read("kernel void f(IMAGE_dst_TYPE dst) { WRITE_IMAGE(dst, p, 1); }")
                        .free())
                .isTrue();
        assertThat(read("kernel void f(IMAGE_dst_TYPE dst) { WRITE_IMAGE(dst, p, get_global_size(0)); }")
                        .free())
                .isFalse();
        assertThat(read("kernel void f(IMAGE_dst_TYPE dst, __global float* src) { WRITE_IMAGE(dst, p, 1); }")
                        .free())
                .isFalse();
    }

    @Test
    void choosesByName() {
        String two = "kernel void a(IMAGE_dst_TYPE dst) {}\nkernel void b(IMAGE_dst_TYPE dst, int n) {}";
        assertThat(read(two, "b").numbers()).hasSize(1);
        assertThatThrownBy(() -> read(two)).hasMessage("my.cl: has several kernels; name one as `function`: a, b");
        assertThatThrownBy(() -> read(two, "c")).hasMessage("my.cl: has no kernel 'c'; it has a, b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        void f(int a) {}|my.cl: has no kernel: no `__kernel void name(…) {`
        ''|my.cl: has no kernel: no `__kernel void name(…) {`
        // nothing~#include "a.cl"~kernel void f(IMAGE_dst_TYPE dst) {}|my.cl:2: #include is not resolved; put the text of the other file in its place
        kernel void f() {}|my.cl:1: f has no parameters, so there is nothing that it could write
        kernel void f(~IMAGE_dst_TYPE dst|my.cl:1: the parenthesis after f is never closed
        ~kernel void f(IMAGE_dst_TYPE dst) { if (1) {|my.cl:2: the brace that opens f is never closed
        kernel void f(IMAGE_dst_TYPE dst,~ read_only image3d_t src) {}|my.cl:2: 'read_only image3d_t src' is an OpenCL image, but images are buffers here: write IMAGE_x_TYPE x
        kernel void f(IMAGE_dst_TYPE dst, sampler_t s) {}|my.cl:1: 'sampler_t s' is a sampler: declare it in the file; reads clamp to the edge anyway
        kernel void f(IMAGE_dst_TYPE dst, local float* s) {}|my.cl:1: 'local float* s' is local memory: declare it inside the kernel
        kernel void f(DTYPE_IMAGE_OUT_3D dst) {}|my.cl:1: 'DTYPE_IMAGE_OUT_3D dst' is CLIJ's first dialect: write IMAGE_x_TYPE x, as CLIJ2 does
        kernel void f(IMAGE_dst_TYPE dst, float4 v) {}|my.cl:1: parameter v is of type 'float4'; numbers can be int, uint, long, ulong, float or double, images IMAGE_v_TYPE
        kernel void f(IMAGE_dst_TYPE dst, int) {}|my.cl:1: parameter 'int' is not understood
        kernel void f(IMAGE_dst_TYPE out) {}|my.cl:1: IMAGE_dst_TYPE must be the type of dst, not of out
        kernel void f(IMAGE_dst_TYPE dst) {~ read_imagef(dst, s, p); }|my.cl:2: read_imagef takes an OpenCL image, but images are buffers here: use READ_IMAGE, WRITE_IMAGE, GET_IMAGE_WIDTH
        kernel void f(IMAGE_a_TYPE a, IMAGE_b_TYPE b) { WRITE_IMAGE(a, p, 1); WRITE_b_IMAGE(b, p, 1); }|my.cl:1: f writes several images; name the step's result as `output`: a, b
        kernel void f(IMAGE_a_TYPE a) { READ_IMAGE(a, s, p); }|my.cl:1: f writes no image: no WRITE_IMAGE(x, …), and none is called dst
        kernel void f(IMAGE_a_TYPE a) { WRITE_IMAGE(a, p, READ_IMAGE(a, s, p).x); }|my.cl:1: f reads a, which it writes: what it would find depends on the order of the work-items
        kernel void f(IMAGE_dst_TYPE dst) {}~kernel void f(IMAGE_dst_TYPE dst) {}|my.cl:2: f is declared twice
        """)
    void saysWhatIsWrongAndWhere(String source, String message) {
        assertThatThrownBy(() -> read(source.replace('~', '\n')))
                .isInstanceOf(KernelFileException.class)
                .hasMessage(message);
    }
}
