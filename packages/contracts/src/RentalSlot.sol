// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @dev A rental in one storage slot, from the lowest bit: customer 32, provider 32 (account numbers), rate 64,
/// opened 40, term 24, used 24, stopped after 24 (seconds since the opening), fee 10, and three flags: open, stopped,
/// keyed (a session key has money in it). Zero if it was never opened, since account numbers begin at 1.
type RentalSlot is uint256;

using RentalSlots for RentalSlot global;

/// @dev The only place that knows the layout. Callers give values that fit: terms are 30 days at most, fees 1000.
library RentalSlots {
    uint256 private constant PROVIDER = 32;
    uint256 private constant RATE = 64;
    uint256 private constant OPENED_AT = 128;
    uint256 private constant TERM = 168;
    uint256 private constant USED = 192;
    uint256 private constant STOPPED_AFTER = 216;
    uint256 private constant FEE = 240;
    uint256 private constant OPEN = 1 << 250;
    uint256 private constant STOPPED = 1 << 251;
    uint256 private constant KEYED = 1 << 252;
    uint256 private constant SECONDS_MASK = type(uint24).max;
    uint256 private constant FEE_MASK = 0x3ff;

    /// @dev A rental opened now, by the customer himself.
    function create(uint32 customer_, uint32 provider_, uint64 rate_, uint32 term_, uint16 feeBps_)
        internal
        view
        returns (RentalSlot)
    {
        return RentalSlot.wrap(
            uint256(customer_) | (uint256(provider_) << PROVIDER) | (uint256(rate_) << RATE)
                | (block.timestamp << OPENED_AT) | (uint256(term_) << TERM) | (uint256(feeBps_) << FEE) | OPEN
        );
    }

    function customer(RentalSlot slot) internal pure returns (uint32) {
        return uint32(RentalSlot.unwrap(slot));
    }

    function provider(RentalSlot slot) internal pure returns (uint32) {
        return uint32(RentalSlot.unwrap(slot) >> PROVIDER);
    }

    function rate(RentalSlot slot) internal pure returns (uint64) {
        return uint64(RentalSlot.unwrap(slot) >> RATE);
    }

    function openedAt(RentalSlot slot) internal pure returns (uint40) {
        return uint40(RentalSlot.unwrap(slot) >> OPENED_AT);
    }

    function term(RentalSlot slot) internal pure returns (uint32) {
        return uint24(RentalSlot.unwrap(slot) >> TERM);
    }

    function used(RentalSlot slot) internal pure returns (uint32) {
        return uint24(RentalSlot.unwrap(slot) >> USED);
    }

    function stoppedAfter(RentalSlot slot) internal pure returns (uint32) {
        return uint24(RentalSlot.unwrap(slot) >> STOPPED_AFTER);
    }

    function feeBps(RentalSlot slot) internal pure returns (uint16) {
        return uint16((RentalSlot.unwrap(slot) >> FEE) & FEE_MASK);
    }

    function isOpen(RentalSlot slot) internal pure returns (bool) {
        return RentalSlot.unwrap(slot) & OPEN != 0;
    }

    function isStopped(RentalSlot slot) internal pure returns (bool) {
        return RentalSlot.unwrap(slot) & STOPPED != 0;
    }

    function isKeyed(RentalSlot slot) internal pure returns (bool) {
        return RentalSlot.unwrap(slot) & KEYED != 0;
    }

    function wasOpened(RentalSlot slot) internal pure returns (bool) {
        return RentalSlot.unwrap(slot) != 0;
    }

    /// @dev Seconds that have run: up to the stop, or up to now.
    function elapsed(RentalSlot slot) internal view returns (uint256) {
        unchecked {
            return slot.isStopped() ? slot.stoppedAfter() : block.timestamp - slot.openedAt();
        }
    }

    /// @dev The last second that can be charged: the stop, or the end of the term.
    function endsAt(RentalSlot slot) internal pure returns (uint256) {
        return uint256(slot.openedAt()) + (slot.isStopped() ? slot.stoppedAfter() : slot.term());
    }

    /// @dev What is left of the hold of an open rental.
    function hold(RentalSlot slot) internal pure returns (uint256) {
        unchecked {
            return uint256(slot.rate()) * (slot.term() - slot.used());
        }
    }

    function withUsed(RentalSlot slot, uint32 value) internal pure returns (RentalSlot) {
        return _with(slot, USED, value);
    }

    function withTerm(RentalSlot slot, uint32 value) internal pure returns (RentalSlot) {
        return _with(slot, TERM, value);
    }

    function stopped(RentalSlot slot, uint256 value) internal pure returns (RentalSlot) {
        return RentalSlot.wrap(RentalSlot.unwrap(_with(slot, STOPPED_AFTER, value)) | STOPPED);
    }

    function closed(RentalSlot slot) internal pure returns (RentalSlot) {
        return RentalSlot.wrap(RentalSlot.unwrap(slot) & ~OPEN);
    }

    function keyed(RentalSlot slot) internal pure returns (RentalSlot) {
        return RentalSlot.wrap(RentalSlot.unwrap(slot) | KEYED);
    }

    function _with(RentalSlot slot, uint256 shift, uint256 value) private pure returns (RentalSlot) {
        return RentalSlot.wrap((RentalSlot.unwrap(slot) & ~(SECONDS_MASK << shift)) | (value << shift));
    }
}
