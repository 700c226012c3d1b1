// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {Bounds} from "./support/Bounds.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

abstract contract SessionKeysTest is VaultTest {
    uint256 private constant OTHER_KEY = 0x07E4;

    function setUp() public override {
        super.setUp();
        _deposit(customer, 100 * HOLD);
    }

    function test_aGrantedKeySignsOrdersUpToItsLimit() public {
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyGranted(customer, session, uint128(2 * HOLD), uint40(START + 30 days));
        _grant(uint128(2 * HOLD));
        vm.expectEmit(address(vault));
        emit IGPUVault.RentalOpened(1, customer, provider, session, RATE, TERM, FEE_BPS);
        _open(_order(1), SESSION_KEY);
        _open(_order(2), SESSION_KEY);
        _expectKey(2 * HOLD, 2 * HOLD, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _open(_order(3), SESSION_KEY);
    }

    function test_aLimitOneUnitTooSmallIsTooSmall() public {
        _grant(uint128(HOLD - 1));
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1, HOLD);
        _open(_order(1), SESSION_KEY);
    }

    function test_aLimitIsNoMoney() public {
        _grant(type(uint128).max);
        vm.prank(customer);
        vault.withdraw(100 * HOLD - 1, customer);
        _refuse(IGPUVault.InsufficientBalance.selector, 1, HOLD);
        _open(_order(1), SESSION_KEY);
        _expectKey(type(uint128).max, 0, START + 30 days);
    }

    function test_anExpiryIncludesTheSecondItNames() public {
        vm.prank(customer);
        vault.grantSessionKey(session, type(uint128).max, uint40(START + 100));
        _pass(100);
        _open(_order(1), SESSION_KEY);
        _pass(1);
        _refuse(IGPUVault.SessionKeyExpired.selector, START + 100);
        _open(_order(2), SESSION_KEY);
    }

    function test_aKeyNeverGrantedOrRevokedHasNotSigned() public {
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(1), SESSION_KEY);
        _grant(type(uint128).max);
        vm.expectEmit(address(vault));
        emit IGPUVault.SessionKeyRevoked(customer, session);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _expectKey(0, 0, 0);
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(_order(1), SESSION_KEY);
    }

    function test_whatClosingRefundsIsGivenBackToTheLimit() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(1000);
        _settle(1, 1000, true);
        _expectKey(HOLD, 1000e15, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, HOLD - 1000e15, HOLD);
        _open(_order(2), SESSION_KEY);
    }

    function test_reclaimingGivesBackToTheLimitToo() public {
        _grant(uint128(HOLD));
        _open(_order(1), SESSION_KEY);
        _pass(TERM + 7 days);
        vault.reclaim(1);
        _expectKey(HOLD, 0, START + 30 days);
    }

    function test_whatTheCustomerSignedHimselfDoesNotCount() public {
        _grant(uint128(HOLD));
        _open(_order(1), CUSTOMER_KEY);
        _settle(1, 0, true);
        _expectKey(HOLD, 0, START + 30 days);
        _open(_order(2), SESSION_KEY);
        _extend(2, 2 * TERM, CUSTOMER_KEY);
        _expectKey(HOLD, HOLD, START + 30 days);
    }

    function test_theKeysPartIsGivenBackFirstAndNeverMore() public {
        _grant(uint128(5 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 3 * TERM, CUSTOMER_KEY);
        _pass(TERM / 2);
        _settle(1, TERM / 2, true);
        _expectKey(5 * HOLD, 0, START + 30 days);
        vm.assertEq(vault.balanceOf(customer), 100 * HOLD - HOLD / 2);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 3 * TERM, SESSION_KEY);
        _expectKey(5 * HOLD, 2 * HOLD, START + 30 days);
        _pass(3 * TERM);
        _settle(2, 2 * TERM, true);
        _expectKey(5 * HOLD, HOLD, START + 30 days);
    }

    function test_aKeyMayExtendItsOwnAndTheCustomersRentals() public {
        _grant(uint128(3 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 2 * TERM, SESSION_KEY);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 2 * TERM, SESSION_KEY);
        _expectKey(3 * HOLD, 3 * HOLD, START + 30 days);
        _refuse(IGPUVault.SpendLimitExceeded.selector, 0, HOLD);
        _extend(2, 3 * TERM, SESSION_KEY);
    }

    function test_whatAKeyPutInTwiceComesBackTwice() public {
        _grant(uint128(3 * HOLD));
        _open(_order(1), SESSION_KEY);
        _extend(1, 2 * TERM, SESSION_KEY);
        _extend(1, 3 * TERM, SESSION_KEY);
        _settle(1, 0, true);
        _expectKey(3 * HOLD, 0, START + 30 days);
    }

    function test_aSecondKeyMayNotExtendTheFirstOnesRental() public {
        _grant(type(uint128).max);
        vm.prank(customer);
        vault.grantSessionKey(vm.addr(OTHER_KEY), type(uint128).max, uint40(START + 1 days));
        _open(_order(1), SESSION_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(1, 2 * TERM, OTHER_KEY);
        _open(_order(2), CUSTOMER_KEY);
        _extend(2, 2 * TERM, OTHER_KEY);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(2, 3 * TERM, SESSION_KEY);
        _extend(2, 3 * TERM, OTHER_KEY);
    }

    function test_aKeyOfOneCustomerIsNoKeyOfAnother() public {
        _grant(type(uint128).max);
        _deposit(stranger, HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        order.customer = stranger;
        _refuse(IGPUVault.InvalidSignature.selector);
        _open(order, SESSION_KEY);
    }

    function test_fuzz_noSequenceLiftsAKeyAboveItsLimit(uint8[12] memory moves, uint128 limit) public {
        limit = uint128(Bounds.within(limit, HOLD, 5 * HOLD));
        _grant(limit);
        uint64 id;
        uint256 used;
        for (uint256 i = 0; i < moves.length; ++i) {
            (uint256 left, uint256 outside) = (limit - _spent(session), vault.balanceOf(customer));
            if (moves[i] % 3 == 0 && left >= HOLD) {
                _open(_order(++id), SESSION_KEY);
            } else if (moves[i] % 3 == 1 && id > 0 && vault.rental(id).open) {
                uint32 secs = uint32(moves[i]) * 13;
                _pass(secs);
                _settle(id, secs, true);
                used += uint256(secs) * RATE;
                vm.assertEq(vault.balanceOf(customer), outside + HOLD - uint256(secs) * RATE);
            } else {
                _grant(limit);
            }
            vm.assertLe(_spent(session), limit);
            vm.assertLe(used, limit);
        }
    }

    function test_anExpiredOrRevokedKeyDoesNotExtend() public {
        _grant(type(uint128).max);
        _open(_order(1), CUSTOMER_KEY);
        vm.prank(customer);
        vault.grantSessionKey(session, type(uint128).max, uint40(START));
        _pass(1);
        _refuse(IGPUVault.SessionKeyExpired.selector, START);
        _extend(1, 2 * TERM, SESSION_KEY);
        vm.prank(customer);
        vault.revokeSessionKey(session);
        _refuse(IGPUVault.InvalidSignature.selector);
        _extend(1, 2 * TERM, SESSION_KEY);
    }
}

contract TokenSessionKeysTest is SessionKeysTest, OfToken {}

contract NativeSessionKeysTest is SessionKeysTest, OfCoin {}
