// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev What random figures are brought into: the vault's own bounds, by name. One draw in eight is an edge.
library Bounds {
    uint64 internal constant MIN_RATE = 1;
    uint64 internal constant MAX_RATE = type(uint64).max;
    uint32 internal constant MIN_TERM = 1 hours;
    uint32 internal constant MAX_TERM = 30 days;
    uint16 internal constant MAX_FEE_BPS = 1000;
    uint256 internal constant MIN_AMOUNT = 1;
    /// @dev More than every rate for every term; a balance can be higher, but then it is the test's own subject.
    uint256 internal constant MAX_AMOUNT = type(uint96).max;

    /// @dev Base units a second.
    function rate(uint256 draw) internal pure returns (uint64) {
        return uint64(within(draw, MIN_RATE, MAX_RATE));
    }

    /// @dev Seconds that a rental may be opened for.
    function term(uint256 draw) internal pure returns (uint32) {
        return uint32(within(draw, MIN_TERM, MAX_TERM));
    }

    /// @dev Seconds that a rental of `term_` may be extended to; there must be some left.
    function longerTerm(uint256 draw, uint32 term_) internal pure returns (uint32) {
        return uint32(within(draw, term_ + 1, MAX_TERM));
    }

    /// @dev Seconds, from `least` to `most`.
    function used(uint256 draw, uint256 least, uint256 most) internal pure returns (uint32) {
        return uint32(within(draw, least, most));
    }

    function feeBps(uint256 draw) internal pure returns (uint16) {
        return uint16(within(draw, 0, MAX_FEE_BPS));
    }

    /// @dev Base units of a deposit.
    function amount(uint256 draw) internal pure returns (uint256) {
        return within(draw, MIN_AMOUNT, MAX_AMOUNT);
    }

    function within(uint256 draw, uint256 least, uint256 most) internal pure returns (uint256) {
        if (draw % 16 == 0) return least;
        if (draw % 16 == 1) return most;
        return least + (draw / 16) % (most - least + 1);
    }
}
